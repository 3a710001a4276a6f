import { systemClock } from '../base/clock.js';
import { defined } from '../base/defined.js';
import { messageOf, RepriseError } from '../base/errors.js';
import { openDatabase } from '../database/open.js';
import { ClosedLoop } from '../drive/closed-loop.js';
import { Driver } from '../drive/driver.js';
import { watchHealth } from '../drive/lane-health.js';
import {
  LaneRecorder,
  type RecorderSettings,
  type SampleListener,
} from '../drive/lane-recorder.js';
import { createThreadPacer, type Pacer } from '../drive/pacer.js';
import { PayloadFeed } from '../drive/payload-feed.js';
import { SampleTeller } from '../drive/sample-teller.js';
import { createInvokeClient } from '../invoke/create-client.js';
import type { LaneHealth } from '../measure/interval.js';
import type { Arrival } from '../schedule/arrival.js';
import { closedStages } from '../schedule/closed.js';
import { dueFrom } from '../schedule/late-start.js';
import { planArrivals } from '../schedule/plan.js';
import { shardShare } from '../schedule/shard.js';
import type { SetCounts } from '../transform/set-counts.js';
import { answerOf } from './answer.js';
import { Fence, type FenceData } from './fence.js';
import type { LaneJob, LaneNews, LaneOrder } from './lane-job.js';
import { openChanges } from './payload-changes.js';
import { openPayloads } from './payloads.js';
import { openRedaction } from './redaction.js';
import { rehearse } from './rehearsal.js';

/** A lane as its coordinator holds it, in this thread or another. */
export interface LanePort {
  order(order: LaneOrder): void;
}

/**
 * Runs one lane in the current thread: opens its payloads and connections, says `ready`, and on
 * `start` drives its shard of the plan. Everything it has to say goes through `tell`, the last of
 * it (`done` or `failed`) after everything is closed, `pacer` too.
 */
export function runLane(
  job: LaneJob,
  tell: (news: LaneNews) => void,
  pacer: Pacer = createThreadPacer(systemClock),
): LanePort {
  const lane = openLane(job, tell, pacer).catch((error) => {
    pacer.close();
    throw error;
  });
  lane
    .then(() => {
      tell({ type: 'ready' });
      // While the order to start is on its way: time 0 is some milliseconds off.
      rehearse();
    })
    .catch((error) => tell(failed(error)));
  return {
    order(order) {
      lane
        .then(({ driver, run, sets }) => {
          if (order.type === 'stop') driver.stop();
          else if (order.type === 'abort') driver.abort();
          else return run(order).then(() => tell({ type: 'done', sets }));
        })
        .catch((error) => tell(failed(error)));
    },
  };
}

interface OpenLane {
  driver: Driver;
  /** What it finds in the payloads, counted as it goes. */
  sets: readonly (SetCounts | undefined)[];
  /** Drives the whole shard, then closes everything. */
  run(start: LaneOrder & { type: 'start' }): Promise<void>;
}

async function openLane(
  job: LaneJob,
  tell: (news: LaneNews) => void,
  pacer: Pacer,
): Promise<OpenLane> {
  const database = openDatabase(job.databasePath, { readonly: true });
  const payloads = openPayloads(job.payloads, database);
  const changes = await openChanges(job.payloads, payloads, job.plan.seed);
  const invoke = await createInvokeClient({ ...job.settings, client: job.client });
  const health = watchHealth(() => pacer.polledUs);
  const begin = { fromUs: 0 };
  const arrivals = dueFromBegin(begin, planArrivals(job.plan, payloads.captureTimes, job.shard));
  const closedLoops = closedStages(job.plan, payloads.captureTimes, job.shard).map(
    (stage) => new ClosedLoop(stage),
  );
  const recorder = openRecorder(job, health.take, tell, openRedaction(job.payloads, database));
  const driver = new Driver({
    feed: new PayloadFeed(arrivals, changes.sources),
    closedLoops,
    sends: job.targets.map((target) => invoke.prepare(target)),
    abortInFlight: () => invoke.abortAll(),
    recorder,
    clock: systemClock,
    pacer,
    maxInFlight: shardShare(job.maxInFlight, job.shard),
    drainUs: job.drainUs,
    maxLateUs: job.maxLateUs,
    ...defined({ maySend: job.fence && mayPass(job.fence) }),
  });
  return {
    driver,
    sets: changes.counts,
    async run({ startUs, wallUs, late }) {
      if (late) {
        begin.fromUs = late.fromUs;
        recorder.beginAt(late.fromUs);
        for (const loop of closedLoops) loop.takeOver(late);
      }
      try {
        changes.start(wallUs);
        await driver.run(startUs);
      } finally {
        health.close();
        pacer.close();
        await invoke.close();
        database.close();
      }
    },
  };
}

/** What comes due from a time on that is known as the first is asked for. */
function* dueFromBegin(
  begin: Readonly<{ fromUs: number }>,
  arrivals: Iterable<Arrival>,
): Generator<Arrival> {
  yield* dueFrom(begin.fromUs, arrivals);
}

function mayPass(data: FenceData): () => boolean {
  const fence = new Fence(data);
  return () => !fence.isDown;
}

function openRecorder(
  job: LaneJob,
  health: () => LaneHealth,
  tell: (news: LaneNews) => void,
  redact: RecorderSettings['redact'],
): LaneRecorder {
  return new LaneRecorder({
    lane: job.lane,
    seed: job.plan.seed,
    tickUs: job.tickUs,
    ...defined({ epoch: job.epoch }),
    samples: job.samples,
    health,
    onTick: (tick) => tell({ type: 'tick', tick }),
    onKept: (samples) => tell({ type: 'kept', samples }),
    listeners: listenersOf(job, tell),
    ...defined({ redact }),
  });
}

/** A comparison wants every answer with its response, `--out samples` every sample. */
function listenersOf(job: LaneJob, tell: (news: LaneNews) => void): SampleListener[] {
  const listeners: SampleListener[] = [];
  if (job.tellSamples) {
    listeners.push(new SampleTeller((samples) => tell({ type: 'samples', samples })));
  }
  if (job.tellAnswers) {
    const legs = job.plan.workloads.length;
    listeners.push({
      ended: (sample, outcome) =>
        tell({ type: 'answer', answer: answerOf({ ...sample, outcome }, legs) }),
    });
  }
  return listeners;
}

function failed(error: unknown): LaneNews {
  const { hint, exitCode } =
    error instanceof RepriseError ? error : { hint: undefined, exitCode: undefined };
  return {
    type: 'failed',
    message: messageOf(error),
    ...defined({ hint, exitCode }),
  };
}
