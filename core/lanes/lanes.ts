import { systemClock } from '../base/clock.js';
import { defined } from '../base/defined.js';
import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import { startThread } from '../base/thread.js';
import type { Tick } from '../measure/interval.js';
import type { PairedAnswer } from '../measure/paired-answer.js';
import type { KeptSample } from '../measure/sample-keeper.js';
import type { LateStart } from '../schedule/late-start.js';
import { isClosed } from '../schedule/loads/index.js';
import type { SetCounts } from '../transform/set-counts.js';
import type { LaneJob, LaneNews, LaneOrder } from './lane-job.js';
import { type LanePort, runLane } from './lane-runner.js';

/** What the coordinator hears of its lanes. */
export interface LaneListener {
  onTick(tick: Tick): void;
  /** Of a paired plan only: before the tick that it belongs to. */
  onAnswer?(answer: PairedAnswer, lane: number): void;
  /** Where every single invocation is told: before the tick that they belong to. */
  onSamples?(samples: KeptSample[], lane: number): void;
  /** For each workload what its `set` found, as a lane finishes. */
  onSets?(sets: readonly (SetCounts | undefined)[]): void;
  /** The lane has said everything: it finished, or (with an error) it died. */
  onGone(lane: number, error?: RepriseError): void;
}

/** Lanes that are ready to send: threads, this thread, or other machines. */
export interface Lanes {
  /**
   * `startUs` on the clock that all threads share, and the same since the Unix epoch where somebody
   * else has measured it. `late`: in the place of lanes that are lost.
   */
  start(startUs: number, wallUs?: number, late?: LateStart): void;
  stop(): void;
  abort(): void;
  /** Ends lanes that were never started. */
  close(): Promise<void>;
  /** How long before time 0 they are to be told to start; absent: as long as a message to a thread takes. */
  readonly leadUs?: number;
  /** Time 0 of a run that has begun already; absent: it is the caller's to choose. */
  readonly startedUs?: number;
  /** Resolves when every lane is gone. */
  readonly done: Promise<void>;
}

/**
 * Opens the lanes and waits until each can send. Throws the first lane's `RepriseError` when one
 * cannot (no credentials, no recording), after closing the others.
 */
export type OpenLanes = (jobs: readonly LaneJob[], listener: LaneListener) => Promise<Lanes>;

/** Each lane in a thread of its own. */
export const openThreads: OpenLanes = (jobs, listener) => openLanes(jobs, listener, true);

/** All lanes in this thread. */
export const openHere: OpenLanes = (jobs, listener) => openLanes(jobs, listener, false);

const program = new URL('./lane-thread.js', import.meta.url);

/**
 * The most that the young generation of a thread may take whose arrivals are to be on time: V8's own 48 MB are
 * collected seldom and for long. At 5,000/s from a recording, of which much survives the first collections, p99
 * lateness was 0.46 ms with 6 MB where it was 0.71 ms. Closed loops are never late, and a tenth cheaper with more.
 */
const youngMb = 6;

async function openLanes(
  jobs: readonly LaneJob[],
  listener: LaneListener,
  inThreads: boolean,
): Promise<Lanes> {
  const lanes = jobs.map((job) => new LaneHandle(job, listener, inThreads));
  const order = (what: LaneOrder): void => {
    for (const lane of lanes) lane.order(what);
  };
  const readiness = await Promise.allSettled(lanes.map((lane) => lane.ready));
  const failed = readiness.find((result) => result.status === 'rejected');
  const close = async (): Promise<void> => {
    await Promise.all(lanes.map((lane) => lane.close()));
  };
  if (failed) {
    await close();
    throw failed.reason;
  }
  return {
    start: (startUs, wallUs = wallTimeUs(startUs), late) =>
      order({ type: 'start', startUs, wallUs, ...defined({ late }) }),
    stop: () => order({ type: 'stop' }),
    abort: () => order({ type: 'abort' }),
    close,
    done: Promise.all(lanes.map((lane) => lane.gone)).then(() => {}),
  };
}

/** A time of `systemClock` since the Unix epoch: the same for all lanes, which would each measure it a little differently. */
export function wallTimeUs(startUs: number): number {
  return Date.now() * 1000 + Math.round(startUs - systemClock.nowUs());
}

class LaneHandle {
  readonly ready: Promise<void>;
  readonly gone: Promise<void>;
  readonly #job: LaneJob;
  readonly #listener: LaneListener;
  readonly #port: LanePort & { close(): Promise<unknown> };
  /** Of the tick to come, by their slots. */
  readonly #kept = new Map<string, KeptSample>();
  #isReady = false;
  #isGone = false;
  #settleReady: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #settleGone: () => void = () => {};

  constructor(job: LaneJob, listener: LaneListener, inThread: boolean) {
    this.#job = job;
    this.#listener = listener;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    this.gone = new Promise((resolve) => {
      this.#settleGone = resolve;
    });
    this.#port = inThread
      ? this.#openThread()
      : { ...runLane(job, this.#hear), close: async () => {} };
  }

  order(order: LaneOrder): void {
    if (!this.#isGone) this.#port.order(order);
  }

  async close(): Promise<void> {
    await this.#port.close();
  }

  readonly #hear = (news: LaneNews): void => {
    if (news.type === 'ready') {
      this.#isReady = true;
      this.#settleReady?.resolve();
    } else if (news.type === 'kept') this.#keep(news.samples);
    else if (news.type === 'tick') this.#listener.onTick(this.#wholeTick(news.tick));
    else if (news.type === 'answer') this.#listener.onAnswer?.(news.answer, this.#job.lane);
    else if (news.type === 'samples') this.#listener.onSamples?.(news.samples, this.#job.lane);
    else if (news.type === 'done') {
      this.#listener.onSets?.(news.sets);
      this.#leave();
    } else this.#leave(errorOf(news));
  };

  #keep(samples: readonly KeptSample[]): void {
    for (const sample of samples) this.#kept.set(sample.slot, sample);
  }

  /** With the samples that came before it. */
  #wholeTick(tick: Tick): Tick {
    if (this.#kept.size === 0) return tick;
    this.#keep(tick.samples);
    const samples = [...this.#kept.values()];
    this.#kept.clear();
    return { ...tick, samples };
  }

  #leave(error?: RepriseError): void {
    if (this.#isGone) return;
    this.#isGone = true;
    if (this.#isReady) this.#listener.onGone(this.#job.lane, error);
    else this.#settleReady?.reject(error ?? died('before it was ready'));
    void this.#port?.close();
    this.#settleGone();
  }

  #openThread(): LanePort & { close(): Promise<unknown> } {
    const isOnTime = this.#job.plan.workloads.some(({ stages }) => !stages.every(isClosed));
    const resourceLimits = isOnTime ? { maxYoungGenerationSizeMb: youngMb } : {};
    const worker = startThread(program, this.#job, { resourceLimits });
    worker.on('message', this.#hear);
    worker.on('error', (error) => this.#leave(died(error.message)));
    worker.on('exit', (status) => this.#leave(died(`exit status ${status}`)));
    return {
      order: (order) => worker.postMessage(order),
      close: () => worker.terminate(),
    };
  }
}

function errorOf({ message, hint, exitCode }: LaneNews & { type: 'failed' }): RepriseError {
  return new RepriseError(message, {
    ...defined({ hint, exitCode }),
  });
}

function died(why: string): RepriseError {
  return new RepriseError(`A lane thread died: ${why}.`, {
    hint: 'Its unanswered invocations are counted as aborted. Please report this.',
    exitCode: exitCodes.aborted,
  });
}
