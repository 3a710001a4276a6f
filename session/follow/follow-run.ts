import { defined } from '../../core/base/defined.js';
import type { Database } from '../../core/database/open.js';
import type { FollowFindings } from '../../core/follow/findings.js';
import { type AcceptedEvent, FollowStore } from '../../core/follow/follow-store.js';
import { type FollowControl, Follower } from '../../core/follow/follower.js';
import { LogReader } from '../../core/follow/readers/log-reader.js';
import { QueueReader } from '../../core/follow/readers/queue-reader.js';
import type { Reader, ReaderContext, ReaderState } from '../../core/follow/readers/reader.js';
import type { FollowSettings } from '../../core/follow/settings.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import type { ServiceOptions } from '../../core/recording/aws/client-options.js';
import { loadQueues, type Queues } from '../../core/recording/aws/queue-client.js';

/** Takes down which events a run was told are accepted, while it goes. */
export class AcceptedEvents {
  readonly #store: FollowStore;
  readonly #followed: ReadonlySet<number>;

  constructor(store: FollowStore) {
    this.#store = store;
    this.#followed = new Set(store.settings.functions.flatMap(({ workloads }) => workloads));
  }

  /** Time 0 of the run: milliseconds since the Unix epoch. Of a run that is resumed, that of its beginning stays. */
  start(startMs: number): void {
    if (this.#store.progress.startMs === undefined) this.#store.keepProgress({ startMs });
  }

  /** Enters what was accepted among samples as they end. */
  add(samples: readonly KeptSample[]): void {
    const accepted = samples.flatMap(({ kind, workload, intendedUs, answeredUs, requestId }) =>
      kind === 'ok' && this.#followed.has(workload)
        ? ({ workload, intendedUs, answeredUs, requestId } satisfies AcceptedEvent)
        : [],
    );
    this.accept(accepted);
  }

  /** Enters accepted events. */
  accept(events: readonly AcceptedEvent[]): void {
    if (events.length > 0) this.#store.accept(events);
  }

  /** No more will come. */
  end(nowMs: number): void {
    this.#store.keepProgress({ acceptedMs: nowMs });
  }
}

/** What is asked otherwise than the settings say. */
export interface FollowChange {
  /** Where the services are, and as whom they are asked. */
  services?: ServiceOptions;
  /** How long from now on, in seconds. */
  forS?: number;
}

/**
 * Finds out what became of a run's events: goes on where an earlier process was, and at the longest
 * until its time is over. Undefined where the run is not followed. Throws `RepriseError` when a client
 * is not installed.
 */
export async function followRun(
  database: Database,
  runId: string,
  { services: changed = {}, forS }: FollowChange,
  control: FollowControl,
): Promise<FollowFindings | undefined> {
  const store = FollowStore.of(database, runId);
  if (!store) return undefined;
  const { settings, progress } = store;
  const { region, profile, endpointUrl, caBundle, verifySsl } = settings;
  const known = defined({ region, profile, endpointUrl, caBundle, verifySsl });
  const services = { ...known, ...changed };
  const queues = queueArns(settings).size > 0 ? await loadQueues(services) : undefined;
  try {
    const context: ReaderContext = {
      learn: (evidence) => store.learn(evidence),
      ...{ stop: control.stop, lagMs: settings.lagMs, nowMs: control.nowMs },
    };
    const readers = openReaders(store, context, services, queues);
    const { acceptedMs = control.nowMs() } = progress;
    const deadlineMs =
      forS === undefined ? acceptedMs + settings.untilS * 1000 : control.nowMs() + forS * 1000;
    return await new Follower(store, readers, control).follow(deadlineMs);
  } finally {
    queues?.close();
  }
}

/** One for each log group and each queue, whoever they are of. */
function openReaders(
  { settings, progress }: FollowStore,
  context: ReaderContext,
  services: ServiceOptions,
  queues: Queues | undefined,
): Map<string, Reader> {
  const { startMs = 0, readers: states = {} } = progress;
  const stateOf = (source: string) => states[source] as ReaderState | undefined;
  const readers = new Map<string, Reader>();
  for (const { logs } of settings.functions) {
    if (!logs) continue;
    const reading = {
      group: logs.group,
      format: logs.format,
      sinceMs: Math.floor(startMs) - skewMs,
    };
    readers.set(logs.group, new LogReader(reading, context, services, stateOf(logs.group)));
  }
  for (const queueArn of queueArns(settings)) {
    if (!queues) break;
    const reading = { queueArn, consume: settings.consume, ...receiving(settings) };
    readers.set(queueArn, new QueueReader(reading, context, queues, stateOf(queueArn)));
  }
  return readers;
}

/** The service's clock may be behind this machine's by so much. */
const skewMs = 5_000;

function queueArns({ functions }: FollowSettings): Set<string> {
  return new Set(
    functions.flatMap(({ success, failure, deadLetters }) =>
      [success, failure, deadLetters].flatMap((arn) => arn ?? []),
    ),
  );
}

/** The longest that SQS keeps a message out of sight (SQS API reference, ReceiveMessage). */
const longestTimeoutS = 43_200;

/** Out of sight for longer than it is followed, so that each message is read once; they are given back at the end. */
function receiving({ untilS, endpointUrl }: FollowSettings) {
  return {
    visibilityTimeoutS: Math.min(longestTimeoutS, Math.ceil(untilS) + 60),
    waitS: endpointUrl === undefined ? 1 : 0,
  };
}
