import { statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mix32 } from '../core/base/random.js';
import { openDatabase } from '../core/database/open.js';
import { foldEvents } from '../core/follow/fold-events.js';
import { FollowStore } from '../core/follow/follow-store.js';
import { retryPolicy } from '../core/follow/policy.js';
import { LogReader } from '../core/follow/readers/log-reader.js';
import type { FollowSettings } from '../core/follow/settings.js';
import type { BenchContext } from './benchmark.js';

const startMs = 1_764_400_000_000;
const spacingUs = 1000;
const linesInPage = 10_000;
const batch = 500;

const settings: FollowSettings = {
  ...{ functions: [], sample: 1, consume: false, untilS: 60, lagMs: 0, pollMs: 0 },
};

/**
 * A million events (ten with `--long`) followed by their log: their ids stored as a run stores them,
 * START and REPORT of each read with the SDK's client from a server in this process, at the pace of
 * FilterLogEvents' quota (50,000 lines a second at most), and all of them folded into the book.
 */
export async function following({
  figures,
  options,
  workspace,
  progress,
}: BenchContext): Promise<void> {
  const events = options.long ? 10_000_000 : 1_000_000;
  const path = join(workspace.folder, 'following.db');
  const db = openDatabase(path);
  db.pragma('foreign_keys = off');
  const memory = watchMemory();
  const server = await logServer(events);
  try {
    const store = FollowStore.begin(db, 'bench', settings);
    store.keepProgress({ startMs });
    const timed = async (name: string, unit: string, count: number, work: () => unknown) => {
      const beganMs = performance.now();
      await work();
      const perS = (1000 * count) / (performance.now() - beganMs);
      figures.add(name, unit, perS);
      progress(`${name}: ${Math.round(perS)} ${unit}`);
    };
    await timed('ids stored', 'events/s', events, () => acceptAll(store, events));
    const reader = readerOf(store, server);
    await timed('log lines read', 'lines/s', 2 * events, () => reader.read(false));
    let completed = 0;
    await timed('events folded', 'events/s', events, () => {
      const witnesses = { logs: { completeMs: reader.state.completeMs, tellsErrors: true } };
      const judgedBy = { policy: retryPolicy({ timeoutS: 3 }), witnesses };
      completed = foldEvents(store.events(), () => judgedBy).total.counts.ends.completed;
    });
    db.pragma('wal_checkpoint(TRUNCATE)');
    figures.add('following, per event', 'bytes', statSync(path).size / events);
    figures.add('following, memory', 'MB', memory.peakMb());
    figures.check('each event is completed', completed === events, `${completed} of ${events}`);
  } finally {
    memory.stop();
    server.close();
    db.close();
  }
}

function acceptAll(store: FollowStore, events: number): void {
  for (let from = 0; from < events; from += batch) {
    store.accept(
      Array.from({ length: Math.min(batch, events - from) }, (_, i) => {
        const intendedUs = (from + i) * spacingUs;
        return {
          workload: 0,
          intendedUs,
          answeredUs: intendedUs + 3000,
          requestId: idOf(from + i),
        };
      }),
    );
  }
}

function readerOf(store: FollowStore, server: Server): LogReader {
  const { port } = server.address() as AddressInfo;
  const stop = new AbortController().signal;
  return new LogReader(
    { group: '/aws/lambda/bench', format: 'Text', sinceMs: startMs },
    { learn: (evidence) => store.learn(evidence), stop, lagMs: 0, nowMs: Date.now },
    {
      ...{ endpointUrl: `http://127.0.0.1:${port}`, region: 'us-east-1' },
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    },
  );
}

/** FilterLogEvents of a log with START and REPORT of each event, page by page. */
async function logServer(events: number): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { nextToken = '0' } = JSON.parse(Buffer.concat(chunks).toString());
      const from = Number(nextToken);
      const to = Math.min(events, from + linesInPage / 2);
      const page = Array.from({ length: to - from }, (_, i) => linesOf(from + i)).flat();
      const next = to < events ? { nextToken: String(to) } : {};
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ events: page, ...next }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function linesOf(event: number): object[] {
  const id = idOf(event);
  const timestamp = startMs + (event * spacingUs) / 1000 + 50;
  const logStreamName = `2026/11/29/[7]${event % 1000}`;
  const report = `REPORT RequestId: ${id}\tDuration: 30.12 ms\tBilled Duration: 31 ms\tMemory Size: 512 MB\tMax Memory Used: 64 MB\t\n`;
  return [
    { timestamp, logStreamName, message: `START RequestId: ${id} Version: 7\n` },
    { timestamp: timestamp + 31, logStreamName, message: report },
  ];
}

/** A request id for each event, as scattered as Lambda's are. */
function idOf(event: number): string {
  const hex = [1, 2, 3, 4].map((part) =>
    mix32(event * 4 + part)
      .toString(16)
      .padStart(8, '0'),
  );
  const all = hex.join('');
  return [8, 12, 16, 20, 32].map((end, i, ends) => all.slice(ends[i - 1] ?? 0, end)).join('-');
}

/** The most resident memory of this process, server and all. */
function watchMemory() {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss() / 1e6);
  };
  const timer = setInterval(look, 250);
  return {
    peakMb: (): number => {
      look();
      return peak;
    },
    stop: () => clearInterval(timer),
  };
}
