import { describe, expect, it } from 'vitest';
import { takeEnvironment } from './environment.js';

describe('a variable of the environment', () => {
  it.each<[string, string, Record<string, string>, string]>([
    [
      'is a flag of a command that has it',
      'run a.yaml',
      { REPRISE_DB: 'x.db' },
      'run --db=x.db a.yaml',
    ],
    [
      'of two words too',
      'record logs --since 1h',
      { REPRISE_REGION: 'eu-west-1' },
      'record logs --region=eu-west-1 --since 1h',
    ],
    [
      'stands before a program and its arguments',
      'record runtime -- node x.js --db y',
      { REPRISE_DB: 'x.db' },
      'record runtime --db=x.db -- node x.js --db y',
    ],
    [
      'is not for a command that has no such flag',
      'local serve',
      { REPRISE_DB: 'x.db' },
      'local serve',
    ],
    ['gives way to the flag', 'runs --db y.db', { REPRISE_DB: 'x.db' }, 'runs --db y.db'],
    ['also in one word', 'runs --db=y.db', { REPRISE_DB: 'x.db' }, 'runs --db=y.db'],
    ['that is empty is none', 'runs', { REPRISE_DB: '' }, 'runs'],
    [
      'never changes a gate',
      'run a.yaml',
      { REPRISE_EXPECT: 'ok < 1', REPRISE_RATE: '1/s' },
      'run a.yaml',
    ],
    [
      'comes behind a global flag',
      '--color runs',
      { REPRISE_DB: 'x.db' },
      '--color runs --db=x.db',
    ],
  ])('%s', (_, line, env, expected) => {
    expect(takeEnvironment(line.split(' '), env).args.join(' ')).toBe(expected);
  });

  it('that nobody reads is told, with the one that was meant, if any', () => {
    const { notes } = takeEnvironment(['run'], {
      REPRISE_DBB: 'x',
      REPRISE_RATE: '9/s',
      REPRISE_REDACT_KEY: 'secret',
      HOME: '/',
    });
    expect(notes).toEqual([
      "warning: the environment's REPRISE_DBB is ignored: no such variable is read. Did you mean REPRISE_DB?",
      "warning: the environment's REPRISE_RATE is ignored: no such variable is read.",
    ]);
  });

  it('that is used is named, and check says so', () => {
    const env = { REPRISE_DB: 'x.db' };
    expect(takeEnvironment(['run'], env)).toMatchObject({
      taken: ['--db x.db (REPRISE_DB)'],
      notes: [],
    });
    expect(takeEnvironment(['check'], env).notes).toEqual([
      'From the environment: --db x.db (REPRISE_DB)',
    ]);
  });
});
