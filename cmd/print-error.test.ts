import { afterEach, describe, expect, it, vi } from 'vitest';
import { RepriseError } from '../core/base/errors.js';
import { printError } from './print-error.js';

/** What it says of an error, and the exit code. */
function said(error: unknown, taken: string[] = []): [string, number] {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const code = printError(error, taken);
  return [text, code];
}

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });

afterEach(() => vi.restoreAllMocks());

describe('an error of the machine is no defect in reprise', () => {
  it.each([
    ['no descriptor is left', coded('EMFILE', 'EMFILE: too many open files'), /ulimit -n/],
    [
      'a thread finds none left',
      coded('ERR_WORKER_INIT_FAILED', 'Worker initialization failure: EMFILE'),
      /ulimit -n/,
    ],
    [
      'Node finds no module for want of one',
      coded('ERR_MODULE_NOT_FOUND', "Cannot find package '/x/node_modules/yaml/index.js'"),
      /yaml.*\n.*ulimit -n.*install Reprise again/,
    ],
    ['the disk is full', coded('SQLITE_FULL', 'database or disk is full'), /Make room/],
    ['the database is locked', coded('SQLITE_BUSY', 'database is locked'), /Wait until/],
  ])('%s', (_, error, hint) => {
    const [text, code] = said(error);
    expect(text).not.toContain('defect');
    expect(text).toMatch(hint);
    expect(code).toBe(104);
  });

  it('and what nobody knows the cause of is one, with its stack', () => {
    const [text, code] = said(new TypeError('x is not a function'));
    expect([text, code]).toEqual([expect.stringMatching(/a defect in reprise.*\n\s+at /), 1]);
  });
});

it('an error says what came from the environment', () => {
  const [text] = said(new RepriseError('No.', { hint: 'Do.' }), ['--db x.db (REPRISE_DB)']);
  expect(text).toContain('from the environment: --db x.db (REPRISE_DB)');
});
