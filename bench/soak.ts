import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import BetterSqlite from 'better-sqlite3';
import type { JsonSummary } from '../results/export/json-summary.js';
import { sleep } from './load/measure.js';
import { memoryOf } from './soak/memory-of.js';
import { slopeOf } from './soak/slope.js';

/** How often memory is read. */
const everyS = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '1000' },
  },
});
const minutes = Number(values.minutes);
const rateHz = Number(values.rate);

interface Endpoint {
  server: Server;
  url: string;
  arrived: () => number;
}

/** Answers as functions do: mostly well, with a REPORT; sometimes with an error or a throttle. */
async function startEndpoint(): Promise<Endpoint> {
  let count = 0;
  const server = createServer((request, response) => {
    if (request.method === 'GET') return void response.writeHead(404).end();
    request.resume().on('end', () => answer(response, ++count));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, url, arrived: () => count };
}

const report =
  'REPORT RequestId: 7f1b0e2c-0000-4000-8000-000000000000\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\n';
const head = {
  'content-type': 'application/json',
  'x-amzn-requestid': '7f1b0e2c-0000-4000-8000-000000000000',
  'x-amz-executed-version': '12',
  'x-amz-log-result': Buffer.from(report).toString('base64'),
};

function answer(response: ServerResponse, count: number): void {
  if (count % 50 === 0) {
    const body = JSON.stringify({ errorType: 'Error', errorMessage: `no order ${count}` });
    response.writeHead(200, { ...head, 'x-amz-function-error': 'Unhandled' }).end(body);
  } else if (count % 101 === 0) {
    response.writeHead(429, head).end('{"Reason":"ConcurrentInvocationLimitExceeded"}');
  } else {
    response.writeHead(200, head).end('{"ok":true}');
  }
}

function startRun(folder: string, url: string): ChildProcess {
  const program = fileURLToPath(new URL('../../dist/cmd/main.js', import.meta.url));
  const load = ['--function', 'soak', '--rate', `${rateHz}/s`, '--for', `${minutes}m`];
  const where = [
    '--db',
    path.join(folder, 'soak.db'),
    '--out',
    `json=${path.join(folder, 'soak.json')}`,
  ];
  return spawn(process.execPath, [program, 'run', ...load, ...where, '--quiet'], {
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_LAMBDA: url,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Of a process, until it ends: at how many hours it had how many MB. */
async function watch(run: ChildProcess): Promise<[hours: number, mb: number][]> {
  const samples: [number, number][] = [];
  const started = performance.now();
  for (;;) {
    await sleep(everyS * 1000);
    const mb = run.exitCode === null ? memoryOf(run.pid ?? 0) : undefined;
    const seconds = (performance.now() - started) / 1000;
    // What is left after the load has ended says nothing of its slope.
    if (mb === undefined || seconds > 60 * minutes) return samples;
    samples.push([seconds / 3600, mb]);
    process.stdout.write(`${seconds.toFixed(0).padStart(6)} s  ${mb.toFixed(1).padStart(8)} MB\n`);
  }
}

/** What does not add up; counted by statements of its own. */
function faultsIn(folder: string, arrived: number): string[] {
  const summary = JSON.parse(readFileSync(path.join(folder, 'soak.json'), 'utf8')) as JsonSummary;
  const db = new BetterSqlite(path.join(folder, 'soak.db'), { readonly: true });
  const sum = (sql: string): number => (db.prepare(sql).pluck().get() as number | null) ?? 0;
  const { ok, functionError, throttled } = summary.outcomes;
  const answered = ok + functionError + throttled;
  const planned = rateHz * 60 * minutes;
  const pairs: [string, number, number][] = [
    ['planned', summary.planned, planned],
    ['outcomes', Object.values(summary.outcomes).reduce((all, count) => all + count, 0), planned],
    ['due, in the totals', sum('SELECT sum(due) FROM run_total_stages'), planned],
    ['due, in the seconds', sum('SELECT sum(due) FROM run_interval_stages'), planned],
    ['ended, in the totals', sum('SELECT sum(count) FROM run_total_cells'), planned],
    ['ended, in the seconds', sum('SELECT sum(count) FROM run_interval_cells'), planned],
    ['answered, but not arrived', Math.max(0, answered - arrived), 0],
  ];
  db.close();
  return pairs
    .filter(([, found, expected]) => found !== expected)
    .map(([what, found, expected]) => `${what}: ${found}, expected ${expected}`);
}

async function soak(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-soak-'));
  const endpoint = await startEndpoint();
  try {
    const run = startRun(folder, endpoint.url);
    const ended = new Promise<number | null>((resolve) => run.on('close', resolve));
    const samples = await watch(run);
    const code = await ended;
    const faults = faultsIn(folder, endpoint.arrived());
    const half = samples.slice(Math.floor(samples.length / 2));
    const { slope, low, high } = slopeOf(half);
    const [first = [0, 0], last = [0, 0]] = [half[0], half.at(-1)];
    process.stdout.write(
      `exit code ${code}; ${endpoint.arrived()} arrived; books: ${faults.join('; ') || 'they add up'}\n` +
        `memory, second half: ${first[1].toFixed(1)} to ${last[1].toFixed(1)} MB in ${half.length} samples, ` +
        `${slope.toFixed(1)} MB an hour (95% interval ${low.toFixed(1)} to ${high.toFixed(1)})` +
        `: ${low > 0 ? 'it grows' : 'flat'}\n`,
    );
    return faults.length > 0 || low > 0 ? 1 : 0;
  } finally {
    endpoint.server.close();
    endpoint.server.closeAllConnections();
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = await soak();
