import { statSync } from 'node:fs';
import { openDatabase } from '../../core/database/open.js';
import { eventSteps } from '../../core/follow/event-steps.js';
import { judgedByStored } from '../../core/follow/event-windows.js';
import { foldEvents } from '../../core/follow/fold-events.js';
import { FollowStore } from '../../core/follow/follow-store.js';
import { retryPolicy } from '../../core/follow/policy.js';
import { LogReader } from '../../core/follow/readers/log-reader.js';
import type { FollowSettings } from '../../core/follow/settings.js';
import { idOf, spacingUs, startMs } from '../server/log-server.js';

/** What a follower is to follow: so many events, by a log that is served there. */
export interface FollowerJob {
  databasePath: string;
  events: number;
  logsUrl: string;
}

export type FollowerNews =
  | { type: 'figure'; name: string; unit: string; value: number }
  | { type: 'ended'; completed: number };

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

/** Stores ids as a run does, and follows them as `reprise follow` does; the memory is that of a process that does no more. */
async function follow({ databasePath, events, logsUrl }: FollowerJob): Promise<void> {
  const db = openDatabase(databasePath);
  db.pragma('foreign_keys = off');
  const store = FollowStore.begin(db, 'bench', settings);
  store.keepProgress({ startMs });
  await timed('ids stored', 'events/s', events, () => acceptAll(store, events));
  const reader = readerOf(store, logsUrl);
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
  db.close();
  figure('following, per event', 'bytes', statSync(databasePath).size / events);
  figure('following, memory', 'MB', (process.resourceUsage().maxRSS * 1024) / 1e6);
  tell({ type: 'ended', completed });
}

async function timed(name: string, unit: string, count: number, work: () => unknown) {
  const beganMs = performance.now();
  await work();
  figure(name, unit, (1000 * count) / (performance.now() - beganMs));
}

function figure(name: string, unit: string, value: number): void {
  tell({ type: 'figure', name, unit, value });
}

function tell(news: FollowerNews): void {
  process.send?.(news);
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

function readerOf(store: FollowStore, logsUrl: string): LogReader {
  const stop = new AbortController().signal;
  return new LogReader(
    { group, format: 'Text', sinceMs: startMs },
    { learn: (evidence) => store.learn(evidence), stop, lagMs: 0, nowMs: Date.now },
    {
      ...{ endpointUrl: logsUrl, region: 'us-east-1' },
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    },
  );
}

await follow(JSON.parse(process.argv[2] as string) as FollowerJob);
process.disconnect();
