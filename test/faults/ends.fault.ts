import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JsonSummary } from '../../results/export/json-summary.js';
import { bareEnvironment, program } from '../cli.fixture.js';
import { expectBooks, expectReport, recount } from './books.fixture.js';
import {
  credentials,
  expectEnd,
  isInstalled,
  readJson,
  until,
  type Workbench,
  workbench,
} from './workbench.fixture.js';

/** 400 invocations, unless another load is said. */
const load = ['--rate', '100/s', '--for', '4s'];

function args(bench: Workbench, more: readonly string[] = [], sent = load): string[] {
  bench.write('run.yaml', 'payloads: { inline: ["{}"] }\n');
  const out = ['--out', `json=${bench.at('run.json')}`, '--db', bench.db];
  return ['run', bench.at('run.yaml'), '--function', 'f', ...sent, ...out, ...more];
}

/** What was cut off, or not, is in the books, the file, and nowhere more than the endpoint has seen. */
async function expectWhole(bench: Workbench, status: string): Promise<JsonSummary> {
  const summary = readJson<JsonSummary>(bench.at('run.json'));
  expectBooks(summary);
  expect(summary.run.status).toBe(status);
  const [run] = recount(bench.db);
  expect(run).toMatchObject({ status });
  expect(bench.endpoint.received.length).toBeGreaterThanOrEqual(run?.answered ?? 0);
  await expectReport(bench.db);
  return summary;
}

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: drains, reports, exits 105',
    async (signal) => {
      const bench = await workbench();
      const running = bench.start(args(bench));
      await until(() => bench.endpoint.received.length > 50);
      running.process.kill(signal);
      expectEnd(await running.ended, 105);
      await expectWhole(bench, 'interrupted');
    },
  );

  it('SIGINT twice, with answers that never come: ends at once', async () => {
    const bench = await workbench(() => undefined);
    const running = bench.start(args(bench, ['--drain', '60s', '--timeout', '60s']));
    await until(() => bench.endpoint.received.length > 50);
    running.process.kill('SIGINT');
    await sleep(300);
    running.process.kill('SIGINT');
    expectEnd(await running.ended, 105);
    const { cutOff } = await expectWhole(bench, 'interrupted');
    expect(cutOff?.inFlight).toBe(bench.endpoint.received.length);
  });

  it('SIGTERM while it starts', async () => {
    const bench = await workbench();
    const running = bench.start(args(bench));
    await sleep(120);
    running.process.kill('SIGTERM');
    const { code, signal, stderr } = await running.ended;
    expect([105, null]).toContain(code);
    expect(signal === null || signal === 'SIGTERM').toBe(true);
    expect(stderr).not.toContain('defect');
  });
});

describe('SIGSTOP and SIGCONT', () => {
  it.each([500, 2000])('stopped for %i ms', async (ms) => {
    const bench = await workbench();
    const running = bench.start(args(bench));
    await until(() => bench.endpoint.received.length > 50);
    running.process.kill('SIGSTOP');
    await sleep(ms);
    running.process.kill('SIGCONT');
    expectEnd(await running.ended, 0, 99);
    const summary = await expectWhole(bench, 'finished');
    expect(summary.planned).toBe(400);
    expect(bench.endpoint.received.length).toBe(summary.planned - summary.outcomes.dropped);
    // What waited for the machine is in the response times: nobody is spared the stop.
    expect(summary.latency.response.max).toBeGreaterThan(ms * 800);
  });

  it('the endpoint stands still for 2 s', async () => {
    const bench = await workbench();
    bench.write(
      'server.mjs',
      `
      import { createServer } from 'node:http';
      createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1', function () {
        console.log(this.address().port);
      });`,
    );
    const server = spawn(process.execPath, [bench.at('server.mjs')]);
    try {
      const port = await new Promise<string>((resolve) => {
        server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
      });
      const url = ['--endpoint-url', `http://127.0.0.1:${port}`];
      const running = bench.start(args(bench, [...url, '--max-in-flight', '60']));
      await until(() => existsSync(bench.db));
      await sleep(1200);
      server.kill('SIGSTOP');
      await sleep(2000);
      server.kill('SIGCONT');
      expectEnd(await running.ended, 0, 99);
      const summary = readJson<JsonSummary>(bench.at('run.json'));
      expectBooks(summary);
      recount(bench.db);
      expect(summary.planned).toBe(400);
    } finally {
      server.kill('SIGKILL');
    }
  });
});

describe('readers that go away', () => {
  it.each([
    ['standard output closed', 'REPRISE >&-'],
    ['standard error closed', 'REPRISE 2>&-'],
    ['both and the input closed', 'REPRISE <&- >&- 2>&-'],
    ['a reader of one line', 'REPRISE 2>&1 | head -1'],
    ['a reader of nothing', 'REPRISE 2>&1 | true'],
    ['no room for what it prints', 'REPRISE >/dev/full 2>/dev/full'],
  ])('%s', async (_, script) => {
    const bench = await workbench();
    const words = [process.execPath, program, ...args(bench)].map((word) => `'${word}'`).join(' ');
    const code = bench.at('code');
    const line = script.replace('REPRISE', `{ ${words}; echo $? >'${code}'; }`);
    const shell = spawn('sh', ['-c', line], {
      cwd: bench.folder,
      env: {
        ...bareEnvironment(),
        ...credentials,
        AWS_ENDPOINT_URL_LAMBDA: bench.endpoint.url,
      },
      stdio: 'ignore',
    });
    await new Promise((resolve) => shell.on('close', resolve));
    expect(readFileSync(code, 'utf8').trim()).toBe('0');
    const summary = await expectWhole(bench, 'finished');
    expect(summary.outcomes.ok).toBe(400);
  });
});

/**
 * Starts it in a terminal of its own, reads until a file is there, closes the terminal, and prints the
 * exit code.
 */
const terminal = `
import os, pty, select, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
while not os.path.exists(sys.argv[1]):
    if select.select([fd], [], [], 0.05)[0]:
        os.read(fd, 4096)
os.close(fd)
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status))
`;

describe.skipIf(!isInstalled('python3'))('a terminal that is closed', () => {
  it.each(['', '--quiet'])('in mid-run %s', async (quiet) => {
    const bench = await workbench();
    const script = bench.write('terminal.py', terminal);
    const words = [
      process.execPath,
      program,
      ...args(bench, quiet ? [quiet] : [], ['--rate', '100/s', '--for', '20s']),
    ];
    const shell = spawn('python3', [script, bench.at('close'), ...words], {
      cwd: bench.folder,
      env: {
        ...bareEnvironment(),
        ...credentials,
        TERM: 'xterm',
        AWS_ENDPOINT_URL_LAMBDA: bench.endpoint.url,
      },
    });
    let said = '';
    shell.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until(() => bench.endpoint.received.length > 50);
    bench.write('close', '');
    await new Promise((resolve) => shell.on('close', resolve));
    expect(said.trim()).toBe('105');
    await expectWhole(bench, 'interrupted');
  });
});

/** Moves `Date` in mid-run, as a machine's clock is that gets the right time. */
const steppedClock = (byMs: number): string => `
const { now } = Date;
const start = now();
Date.now = () => (now() - start < 1500 ? now() : now() + ${byMs});
`;

describe('a clock that is stepped', () => {
  it.each([
    ['an hour forward', 3_600_000],
    ['an hour back', -3_600_000],
    ['a year back', -31_536_000_000],
    ['three seconds back', -3000],
  ])('%s', async (_, byMs) => {
    const bench = await workbench();
    const preload = bench.write('clock.mjs', steppedClock(byMs));
    const running = bench.start(args(bench), { NODE_OPTIONS: `--import ${preload}` });
    expectEnd(await running.ended, 0);
    const summary = await expectWhole(bench, 'finished');
    expect([summary.planned, summary.outcomes.ok]).toEqual([400, 400]);
    const { startedAt, endedAt } = summary.run;
    expect(Date.parse(endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt));
  });
});

// With fewer than 50, Node cannot load the program's files.
describe.skipIf(!isInstalled('prlimit'))('too few file descriptors', () => {
  it.each([56, 64, 80, 100, 150])('%i', async (limit) => {
    const bench = await workbench((_, response) => {
      setTimeout(() => response.writeHead(200).end('{}'), 1000);
    });
    const words = [program, ...args(bench, [], ['--rate', '200/s', '--for', '2s'])];
    const limited = spawn('prlimit', [`--nofile=${limit}`, process.execPath, ...words], {
      cwd: bench.folder,
      env: { ...bareEnvironment(), ...credentials, AWS_ENDPOINT_URL_LAMBDA: bench.endpoint.url },
    });
    let stderr = '';
    limited.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const code = await new Promise((resolve) => limited.on('close', resolve));
    expect(stderr).not.toContain('a defect in reprise');
    expect([0, 99, 100, 104, 108], stderr).toContain(code);
    if (code === 104) expect(stderr).toMatch(/ulimit -n/);
    if (!existsSync(bench.at('run.json'))) return;
    expectBooks(readJson(bench.at('run.json')));
    recount(bench.db);
  });
});

describe('outputs that cannot be written', () => {
  it('a folder, no permission, no room: the others are there', async () => {
    const bench = await workbench();
    const outs = [`html=${bench.folder}`, 'text=/dev/full', 'junit=/proc/none/x'];
    const more = outs.flatMap((out) => ['--out', out]);
    const ended = await bench.start(args(bench, more, ['--rate', '100/s', '--for', '1s'])).ended;
    expectEnd(ended, 104);
    for (const out of outs) expect(ended.stderr).toContain(out.replace(/^\w+=/, ''));
    await expectWhole(bench, 'finished');
  });
});
