import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, reprise, temporaryFolder } from './cli.fixture.js';

const scenario = `
name: throttled
target: { function: echo, qualifier: live }
invoke: { log: Tail }
load: [{ name: steady, rate: 60/s, for: 2s }]
expect: [throttled == 0, p99 < 30s]
local:
  functions:
    echo:
      reserved: 1
      versions: { 1: { latency: 60ms } }
      aliases: { live: { version: 1 } }
`;

const files = {
  html: 'a/report.html',
  csv: 'seconds.csv',
  'csv-samples': 'samples.csv',
  junit: 'junit.xml',
  markdown: 'run.md',
  openmetrics: 'run.prom',
  hlog: 'run.hlog',
  hgrm: 'run.hgrm',
};

describe('a run with reports of every format', () => {
  it('writes each of them, now and later, and tells GitHub', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    writeFileSync(at('scenario.yaml'), scenario);
    const outs = Object.entries(files).flatMap(([format, file]) => [
      '--out',
      `${format}=${at(file)}`,
    ]);
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: at('step.md') };
    const ran = await reprise(['run', at('scenario.yaml'), '--db', at('r.db'), ...outs], { env });
    expect(ran.code, ran.stderr).toBe(99);
    expect(ran.stdout).toContain('\n::error title=throttled%3A expectation failed::throttled == 0');

    const read = (name: string): string => readFileSync(at(name), 'utf8');
    expect(read('step.md')).toBe(`${read('run.md')}\n`);
    expect(read('junit.xml')).toContain('<failure type="fail" message="observed: ');
    expect(read('run.prom')).toContain('reprise_expectation_held{position="1"');
    expect(read('run.hlog')).toContain('\nTag=service,0.000,1.000,');
    expect(read('seconds.csv').trim().split('\n').length).toBeGreaterThanOrEqual(3);
    expect(read('samples.csv')).toContain(
      ',throttled,ReservedFunctionConcurrentInvocationLimitExceeded,',
    );
    expect(read('a/report.html')).toContain('reserved for echo');

    const first = Object.fromEntries(Object.values(files).map((file) => [file, read(file)]));
    const again = await reprise(['report', 'last', '--db', at('r.db'), '--summary=none', ...outs], {
      env,
    });
    expect(again).toMatchObject({ code: 0, stdout: '', stderr: '' });
    for (const [file, text] of Object.entries(first)) expect(read(file) === text, file).toBe(true);

    const csv = await reprise(['report', '--db', at('r.db'), '--summary=none', '--out', 'csv=-']);
    expect(csv.stdout).toBe(first['seconds.csv']);

    const opened = await open(folder, [
      'report',
      'last',
      '--db',
      at('r.db'),
      '--summary=none',
      '--open',
    ]);
    const page = /(?:Opened|Open) (\/.*\.html)\n/.exec(opened.stderr)?.[1] ?? '';
    expect(opened.stderr).toBe(`Opened ${page}\n`);
    expect(read('opened')).toBe(`${page}\n`);
    expect(readFileSync(page, 'utf8') === first['a/report.html']).toBe(true);
    expect(readdirSync(at('tmp'))).toEqual([path.basename(page)]);
  });
});

/** With a desktop whose `xdg-open` says what it was given, and a folder of its own for temporary files. */
function open(folder: string, args: string[]): Promise<Ended> {
  const bin = path.join(folder, 'bin');
  const tmp = path.join(folder, 'tmp');
  for (const each of [bin, tmp]) if (!existsSync(each)) mkdirSync(each);
  for (const program of ['xdg-open', 'open']) {
    writeFileSync(
      path.join(bin, program),
      `#!/bin/sh\necho "$1" > ${path.join(folder, 'opened')}\n`,
    );
    chmodSync(path.join(bin, program), 0o755);
  }
  const env = { PATH: `${bin}${path.delimiter}${process.env.PATH}`, TMPDIR: tmp };
  return reprise(args, { env });
}
