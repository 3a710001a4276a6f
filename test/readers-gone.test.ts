import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bareEnvironment, program, reprise, root, temporaryFolder } from './cli.fixture.js';

const scenario = `
name: gate
target: { function: echo }
load: [{ rate: 40/s, for: 2s }]
expect: [ok < 1]
local:
  functions:
    echo: { versions: { 1: { latency: 5ms } }, aliases: { live: { version: 1 } } }
`;

/** A shell's pipeline; the program's exit code goes into a file, since a pipeline has its last command's. */
function pipeline(script: string, folder: string, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const code = path.join(folder, 'code');
  const line = script.replace('REPRISE', `{ "${process.execPath}" "${program}"`);
  const child = spawn('sh', ['-c', line.replace('CODE', `; echo $? > "${code}"; }`)], {
    cwd: root,
    env: { ...bareEnvironment(), ...env },
    stdio: 'ignore',
  });
  return new Promise((resolve) => {
    child.on('close', () => resolve(Number(readFileSync(code, 'utf8'))));
  });
}

describe('a gate whose output nobody reads', () => {
  it.each([
    ['standard output closed', 'REPRISE run SCENARIO --db DB --out json=JSON CODE | true'],
    [
      'both closed after a line',
      'REPRISE run SCENARIO --db DB --out json=JSON CODE 2>&1 | head -1',
    ],
    ['both closed at once', 'REPRISE run SCENARIO --db DB --out json=JSON CODE 2>&1 | true'],
    ['no room for what it prints', 'REPRISE run SCENARIO --db DB --out json=JSON >/dev/full CODE'],
  ])('%s: runs to its end, writes its files and exits 99', async (_, script) => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    writeFileSync(at('gate.yaml'), scenario);
    const filled = script
      .replace('SCENARIO', at('gate.yaml'))
      .replace('DB', at('r.db'))
      .replace('JSON', at('run.json'));
    expect(await pipeline(filled, folder)).toBe(99);
    const summary = JSON.parse(readFileSync(at('run.json'), 'utf8'));
    expect(summary).toMatchObject({ verdict: 'fail', outcomes: { ok: 80 } });
  });

  it('exits by its verdict when an earlier run is reported into a closed pipe', async () => {
    const folder = temporaryFolder();
    const db = path.join(folder, 'r.db');
    writeFileSync(path.join(folder, 'gate.yaml'), scenario);
    expect((await reprise(['run', path.join(folder, 'gate.yaml'), '--db', db])).code).toBe(99);
    expect(await pipeline(`REPRISE report last --db ${db} --exit-code CODE | true`, folder)).toBe(
      99,
    );
  });
});

describe('outputs', () => {
  it('that cannot be written lose none of the others', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    writeFileSync(at('gate.yaml'), scenario);
    const outs = ['--out', `html=${folder}`, '--out', `json=${at('ok.json')}`];
    const ran = await reprise(['run', at('gate.yaml'), '--db', at('r.db'), ...outs]);
    expect([ran.code, ran.stderr]).toEqual([104, expect.stringContaining(folder)]);
    expect(JSON.parse(readFileSync(at('ok.json'), 'utf8'))).toMatchObject({ verdict: 'fail' });
  });
});

const mayMount = (() => {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

describe.skipIf(!mayMount)(
  'a database on a read-only file system (where mounting is allowed)',
  () => {
    it('is reported from', async () => {
      const folder = temporaryFolder();
      const at = (name: string): string => path.join(folder, name);
      writeFileSync(at('gate.yaml'), scenario);
      execFileSync('mkdir', [at('m')]);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', at('m')]);
      onTestFinished(() => void execFileSync('umount', [at('m')]));
      const db = at('m/r.db');
      expect((await reprise(['run', at('gate.yaml'), '--db', db])).code).toBe(99);
      execFileSync('mount', ['-o', 'remount,ro', at('m')]);
      const reported = await reprise(['report', 'last', '--db', db, '--out', 'json=-']);
      expect(reported.code, reported.stderr).toBe(0);
      expect(JSON.parse(reported.stdout)).toMatchObject({ outcomes: { ok: 80 } });
      expect(existsSync(`${db}-shm`)).toBe(false);
    });
  },
);
