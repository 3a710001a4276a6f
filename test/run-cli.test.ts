import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { outcomeKinds } from '../core/invoke/outcome.js';
import type { JsonPart, JsonSummary } from '../results/export/json-summary.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';

const scenario = (more = ''): string => `
name: short
target: { function: echo }
load: [{ rate: 40/s, for: 30s }]
local: { functions: { echo: { latency: 20ms, coldStart: 10ms } } }
${more}`;

function expectBalance(summary: JsonSummary): void {
  const parts: JsonPart[] = [
    summary,
    ...summary.stages,
    ...summary.workloads,
    ...summary.versionBreakdown,
  ];
  for (const { planned, outcomes } of parts) {
    expect(outcomeKinds.reduce((sum, kind) => sum + outcomes[kind], 0)).toBe(planned);
  }
}

function folderWith(text: string): { folder: string; file: string; db: string } {
  const folder = temporaryFolder();
  const file = path.join(folder, 'scenario.yaml');
  writeFileSync(file, text);
  return { folder, file, db: path.join(folder, 'r.db') };
}

/** Waits until the run in the database has so many answers, however slow the machine is. */
async function answered(db: string, count: number): Promise<void> {
  await vi.waitFor(
    () => {
      const database = openDatabase(db, { readonly: true });
      const sql = "SELECT ifnull(sum(count), 0) FROM run_total_cells WHERE kind = 'ok'";
      const ok = Number(database.prepare(sql).pluck().get());
      database.close();
      expect(ok).toBeGreaterThanOrEqual(count);
    },
    { timeout: 45_000, interval: 100 },
  );
}

describe('reprise run', () => {
  it('runs without a file, prints JSON alone on standard output, and exits 0', async () => {
    const { file, db } = folderWith(scenario());
    const args = [
      'run',
      file,
      '--db',
      db,
      '--for',
      '1s',
      '--out',
      'json=-',
      '--expect',
      'p50 < 10s',
    ];
    const { code, stdout, stderr } = await reprise(args);
    const summary = JSON.parse(stdout) as JsonSummary;
    expect([code, summary.schema, summary.run.status, summary.planned]).toEqual([
      0,
      1,
      'finished',
      40,
    ]);
    expect(stderr).toContain('local Lambda at http://127.0.0.1:');
    expectBalance(summary);
  });

  it('exits 99 when an expectation fails, and when it has no data', async () => {
    const { file, db } = folderWith(scenario());
    const args = ['run', file, '--db', db, '--for', '500ms', '--quiet'];
    expect((await reprise([...args, '--expect', 'p99 < 1ms'])).code).toBe(99);
    expect(
      (await reprise([...args, '--log-type', 'None', '--expect', 'duration.p99 < 1s'])).code,
    ).toBe(99);
  });

  it('ends cleanly on Ctrl-C: drains, reports, exits 105', async () => {
    const { file, db } = folderWith(scenario());
    const { process: child, ended } = start(['run', file, '--db', db, '--out', 'json=-']);
    await answered(db, 1);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    const summary = JSON.parse(stdout) as JsonSummary;
    expect([code, summary.run.status]).toEqual([105, 'interrupted']);
    expect(summary.outcomes.ok).toBeGreaterThan(0);
    expectBalance(summary);
  });

  it('keeps a run that was killed: listed, interrupted, balanced up to its last second', async () => {
    const { file, db } = folderWith(scenario());
    const { process: child, ended } = start(['run', file, '--db', db, '--quiet']);
    await answered(db, 40);
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    const { code, stdout } = await reprise(['report', 'last', '--db', db, '--out', 'json=-']);
    const summary = JSON.parse(stdout) as JsonSummary;
    expect([code, summary.run.status]).toEqual([0, 'interrupted']);
    expect(summary.outcomes.ok).toBeGreaterThan(10);
    expectBalance(summary);
  });

  it('stops with 108 when the budget is spent, and says so', async () => {
    const { file, db } = folderWith(scenario('limits: { maxCost: 0.000002 }'));
    const { code, stdout, stderr } = await reprise([
      'run',
      file,
      '--db',
      db,
      '--quiet',
      '--out',
      'json=-',
    ]);
    const summary = JSON.parse(stdout) as JsonSummary;
    expect([code, summary.run.status, summary.planned]).toEqual([108, 'aborted', 1200]);
    expect(stderr).toMatch(
      /The budget of \$0\.000002 is spent, after \d+ invocations: [\d,]+ of the 1,200 planned were not sent\./,
    );
    expectBalance(summary);
  });

  it.each(['--type=Event', '--log-type=None'])(
    'keeps to a budget of cost without REPORTs (%s), by the requests, and says so first',
    async (flag) => {
      const { file, db } = folderWith(scenario('limits: { maxCost: 0.000002 }'));
      const unknown =
        /warning: The duration of \S+ \((Event|log: None)\) will not be known.*, 10 at most/;
      const checked = await reprise(['check', file, '--db', db, flag]);
      expect(checked.stdout).toMatch(unknown);
      const { code, stdout, stderr } = await reprise([
        ...['run', file, '--db', db, flag, '--out', 'json=-'],
      ]);
      const { costUsd, costKnownOf, planned, outcomes } = JSON.parse(stdout) as JsonSummary;
      expect([code, planned, outcomes.ok, costKnownOf]).toEqual([108, 1200, 10, 0]);
      expect(costUsd).toBeCloseTo(0.000002, 12);
      expect(stderr).toMatch(unknown);
      expect(stderr.search(unknown)).toBeLessThan(stderr.search(/at least \$0\.000002/));
      expect(stderr).toMatch(
        /The budget of \$0\.000002 is spent.* 10 invocations: 1,190 of the 1,200 planned were not sent/,
      );
    },
  );

  it('sends a budget of invocations, whatever the load says, then ends with 108 and balanced books', async () => {
    const { file, db } = folderWith(scenario('limits: { maxInvocations: 7 }'));
    const checked = await reprise(['check', file, '--db', db]);
    expect([checked.code, checked.stdout]).toEqual([
      0,
      expect.stringContaining(
        'warning: The plan has 1,200 invocations, and the budget (limits.maxInvocations) is 7: the run will end there, with exit code 108, and 1,193 will not be sent.',
      ),
    ]);
    const args = ['run', file, '--db', db, '--quiet', '--out', 'json=-', '--expect', 'p50 < 10s'];
    const { code, stdout, stderr } = await reprise(args);
    const summary = JSON.parse(stdout) as JsonSummary;
    expect([code, summary.run.status, summary.planned, summary.outcomes]).toMatchObject([
      108,
      'aborted',
      1200,
      { ok: 7, aborted: 1193 },
    ]);
    expect(stderr).toContain(
      'The budget of 7 invocations is spent: 1,193 of the 1,200 planned were not sent.',
    );
    expectBalance(summary);
    const whole = [...args, '--max-invocations', '40', '-n', '40', '--rate', '100/s'];
    expect((await reprise(whole)).code).toBe(0);
  });

  it('ends a closed loop with 108 that is not at its end when the budget is spent', async () => {
    const { file, db } = folderWith(scenario());
    const loop = ['run', file, '--db', db, '--quiet', '--concurrency', '2', '--out', 'json=-'];
    const { code, stdout, stderr } = await reprise([
      ...loop,
      '--for',
      '30s',
      '--max-invocations',
      '9',
    ]);
    const summary = JSON.parse(stdout) as JsonSummary;
    expect([code, summary.planned, summary.outcomes.ok]).toEqual([108, 9, 9]);
    expect(stderr).toContain(
      'The budget of 9 invocations is spent: a closed loop was ended before its time.',
    );
    expect((await reprise([...loop, '-n', '9', '--max-invocations', '9'])).code).toBe(0);
  });

  it('asks before it sends to AWS, and sends nothing where nobody can answer', async () => {
    const folder = temporaryFolder();
    const args = [
      'run',
      '--function',
      'f',
      '--rate',
      '10/s',
      '--for',
      '1s',
      '--region',
      'eu-west-1',
    ];
    const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
    const { code, stderr } = await reprise(args, { cwd: folder, env });
    expect(code).toBe(104);
    expect(stderr).toContain('https://lambda.eu-west-1.amazonaws.com');
    expect(stderr).toContain('--yes');
  });
});

describe('bad input ends with 104, one clear message and what to do', () => {
  const flags = ['run', '--function', 'f', '--rate', '1/s', '--for', '1s', '--yes'];
  const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
  it.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['no region', flags, keys, /no AWS region is known[\s\S]*AWS_REGION/],
    [
      'no credentials',
      [...flags, '--region', 'eu-west-1'],
      {},
      /no AWS credentials[\s\S]*aws configure/,
    ],
    [
      'a missing recording',
      [...flags, '--recording', 'nowhere'],
      keys,
      /no recording nowhere[\s\S]*record import/,
    ],
    [
      'a file that is not there',
      ['run', 'nothing.yaml'],
      {},
      /nothing\.yaml: there is no such file/,
    ],
    [
      'an impossible rate',
      ['run', '--function', 'f', '--rate', '-5/s', '--for', '1s'],
      {},
      /--rate: .*-5\/s/,
    ],
    ['an unknown flag', ['run', '--rat', '5'], {}, /rat/],
    ['no command', [], {}, /command is missing/],
    ['an unknown report format', [...flags, '--out', 'xml=x'], keys, /"xml" is not a format/],
    [
      'a folder that is a file',
      [...flags, '--db', '/dev/null/r.db'],
      keys,
      /database.*\/dev\/null\/r\.db/i,
    ],
    ['a read-only folder', [...flags, '--db', '/proc/r.db'], keys, /database.*\/proc\/r\.db/i],
    [
      'a payload over the limit',
      [...flags, '--invocation-type', 'Event', '--files', 'big.json'],
      keys,
      /1,048,576|1 MiB/,
    ],
  ])('%s', async (_name, args, env, message) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'big.json'), JSON.stringify('x'.repeat(1_100_000)));
    const { code, stderr, stdout } = await reprise(args, { cwd: folder, env });
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([104, '']);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  it('an unknown key in a scenario, with its place and a hint', async () => {
    const { file, db } = folderWith(scenario().replace('load:', 'laod:'));
    const { code, stderr } = await reprise(['run', file, '--db', db]);
    expect(code).toBe(104);
    expect(stderr).toMatch(/scenario\.yaml:4:1: .*laod[\s\S]*\^[\s\S]*load/);
  });

  it('a database of a newer version', async () => {
    const { file, folder } = folderWith(scenario());
    const db = path.join(folder, 'newer.db');
    const database = openDatabase(db);
    database.pragma('user_version = 999');
    database.close();
    const { code, stderr } = await reprise(['run', file, '--db', db]);
    expect(code).toBe(104);
    expect(stderr).toMatch(/newer/);
  });

  it('a function that the local Lambda does not have', async () => {
    const { file, db } = folderWith(scenario());
    const { code, stderr } = await reprise(['run', file, '--db', db, '--function', 'nobody']);
    expect(code).toBe(104);
    expect(stderr).toMatch(/--function: .*"nobody"[\s\S]*echo/);
  });
});
