import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../core/database/open.js';
import { eventSteps } from '../core/follow/event-steps.js';
import { judgedByStored } from '../core/follow/event-windows.js';
import { foldEvents } from '../core/follow/fold-events.js';
import { FollowStore } from '../core/follow/follow-store.js';
import { retryPolicy } from '../core/follow/policy.js';
import { LogReader } from '../core/follow/readers/log-reader.js';
import type { FollowSettings } from '../core/follow/settings.js';
import type { BenchContext } from './benchmark.js';
import { idOf, LogServer, spacingUs, startMs } from './server/log-server.js';

const batch = 500;

const group = '/aws/lambda/bench';

const settings: FollowSettings = {
  functions: [
    {
      ...{ functionName: 'bench', workloads: [0], policy: retryPolicy({ timeoutS: 3 }) },
      logs: { group, format: 'Text', tellsErrors: true },
    },
  ],
  ...{ sample: 1, consume: false, untilS: 60, lagMs: 0, pollMs: 0 },
};

/**
 * A million events (ten with `--long`) followed by their log: their ids stored as a run stores them,
 * START and REPORT of each read with the SDK's client from a server in another process, at the pace of
 * FilterLogEvents' quota (50,000 lines a second at most), all of them folded into the book, and once
 * more in the order of their times. The memory is that of this process, which does what a follower does.
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
  const server = await LogServer.start(events);
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
      store.keepProgress({ readers: { [group]: reader.state } });
      completed = foldEvents(store.events(), judgedByStored(store)).total.counts.ends.completed;
    });
    await timed('events over time', 'events/s', events, () =>
      eventSteps(store, Math.ceil((events * spacingUs) / 1e6 / 300)),
    );
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

function readerOf(store: FollowStore, { url }: LogServer): LogReader {
  const stop = new AbortController().signal;
  return new LogReader(
    { group, format: 'Text', sinceMs: startMs },
    { learn: (evidence) => store.learn(evidence), stop, lagMs: 0, nowMs: Date.now },
    {
      ...{ endpointUrl: url, region: 'us-east-1' },
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    },
  );
}

/** The most resident memory of this process. */
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
