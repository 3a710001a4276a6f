import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../core/base/clock.js';
import { type Fleet, openFleet } from '../core/fleet/open-fleet.js';
import { serveFleet } from '../core/fleet/worker.js';
import { loadScenario } from '../scenarios/language/load.js';
import { runScenario } from '../session/run/run-scenario.js';
import type { BenchContext } from './benchmark.js';

const workers = 3;
const rateHz = 60;
const seconds = 10;
const port = 14_222;

/** When each invocation arrived, by its payload. */
type Arrivals = Map<string, number[]>;

/**
 * Three workers and a coordinator in this process, over a real server: how far apart the workers begin,
 * and how long after a second's end it is in the database.
 */
export async function fleetLive({ figures, progress }: BenchContext): Promise<void> {
  if (spawnSync('nats-server', ['--version']).status !== 0) {
    progress('nats-server is not installed: no start skew, no end-to-end lag');
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-bench-fleet-'));
  const args = ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', folder];
  const nats = spawn('nats-server', args, { stdio: 'ignore' });
  const stop = new AbortController();
  const common = { bus: `nats://127.0.0.1:${port}`, fleet: 'bench', version: 'bench' };
  const serving = Array.from({ length: workers }, (_, i) =>
    serveFleet({
      ...{ ...common, name: `w${i}`, threads: 1, isOnce: true, stop: stop.signal },
      cacheFolder: path.join(folder, 'bundles'),
    }),
  );
  let fleet: Fleet | undefined;
  try {
    fleet = await openFleetPatiently(common);
    const { lagsMs, skewMs } = await measured(fleet, folder);
    for (const lagMs of lagsMs) figures.add('second in the database', 'ms', lagMs);
    figures.add('start skew of 3 workers', 'ms', skewMs);
    await Promise.all(serving);
  } finally {
    stop.abort();
    await fleet?.close();
    nats.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The server needs a moment to listen, and who starts runs does not wait for it. */
async function openFleetPatiently(common: {
  bus: string;
  fleet: string;
  version: string;
}): Promise<Fleet> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await openFleet({ ...common, workers, readyWithinMs: 60_000, onLost: 'stop' });
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function measured(
  fleet: Fleet,
  folder: string,
): Promise<{ lagsMs: number[]; skewMs: number }> {
  const arrivals: Arrivals = new Map();
  const { server, url } = await listen(arrivals);
  const file = path.join(folder, 'run.yaml');
  // Arrival k has payload k modulo 3 and is sent by worker k modulo 3: the payload names the worker.
  writeFileSync(
    file,
    `
target: { function: f, region: eu-west-1, endpoint: ${url} }
payloads: { inline: ['0', '1', '2'], order: recorded }
load: [{ rate: ${rateHz}/s, for: ${seconds}s, arrivals: uniform }]
`,
  );
  process.env.AWS_ACCESS_KEY_ID ??= 'bench';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'bench';
  const lagsMs: number[] = [];
  let startUs = 0;
  await runScenario(loadScenario(file), {
    ...{ databasePath: path.join(folder, 'reprise.db'), fleet, preflight: false },
    readLimits: false,
    onStart: (_plan, _id, atUs) => {
      startUs = atUs;
    },
    onInterval: ({ second }) => {
      // Beyond the plan there is only the drain, whose second ends when the last answer has come.
      if (second >= seconds) return;
      lagsMs.push((systemClock.nowUs() - startUs) / 1000 - (second + 1) * 1000);
    },
  });
  server.close();
  return { lagsMs, skewMs: skewOf(arrivals, startUs) };
}

/** Between the workers that are earliest and latest, by the median of how late their invocations arrive. */
function skewOf(arrivals: Arrivals, startUs: number): number {
  const medians = [...arrivals].map(([payload, times]) => {
    const lates = times.map((us, i) => {
      const index = i * workers + Number(payload);
      return (us - startUs) / 1000 - (index * 1000) / rateHz;
    });
    return lates.sort((a, b) => a - b)[lates.length >> 1] as number;
  });
  return Math.max(...medians) - Math.min(...medians);
}

async function listen(arrivals: Arrivals): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const atUs = systemClock.nowUs();
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      arrivals.set(text, [...(arrivals.get(text) ?? []), atUs]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
