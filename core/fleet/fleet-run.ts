import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../base/clock.js';
import { defined } from '../base/defined.js';
import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { LaneJob } from '../lanes/lane-job.js';
import { type LaneListener, type Lanes, wallTimeUs } from '../lanes/lanes.js';
import { refuseMixedAccounts } from './accounts.js';
import type { BlobShelf } from './blobs.js';
import { writeBundle } from './bundle.js';
import type { Bus } from './bus.js';
import { FleetLane } from './fleet-lane.js';
import type { FleetOptions, FleetRunOptions } from './fleet-options.js';
import { Ghosts } from './ghosts.js';
import { factsOf } from './origins.js';
import { toText } from './plain-text.js';
import { type BlobName, type Hello, type Ready, runSubjects, streamOf } from './protocol.js';
import type { Roster } from './roster.js';
import { RunLog } from './run-log.js';
import type { WorkerFacts } from './worker-facts.js';

/** What a run needs of the coordinator. */
export interface FleetMeans {
  bus: Bus;
  roster: Roster;
  shelf: BlobShelf;
}

/** Between the order to start and time 0: time for the slowest way there and back. */
const leastLeadUs = 1_000_000;

/** One run on a fleet: gives out the shards, holds the barrier before time 0, and hands over to the log. */
export class FleetRun {
  readonly #means: FleetMeans;
  readonly #options: FleetOptions;
  readonly #runOptions: FleetRunOptions;
  readonly #workers: readonly Hello[];
  #lanes: FleetLane[] = [];

  constructor(
    means: FleetMeans,
    options: FleetOptions,
    runOptions: FleetRunOptions,
    workers: readonly Hello[],
  ) {
    this.#means = means;
    this.#options = options;
    this.#runOptions = runOptions;
    this.#workers = workers;
  }

  facts(): WorkerFacts[] {
    return factsOf(this.#lanes);
  }

  /** Opens the lanes, each on a worker. Throws `RepriseError`, naming them, when one cannot send. */
  async open(jobs: readonly LaneJob[], listener: LaneListener): Promise<Lanes> {
    const { bus, roster } = this.#means;
    const run = this.#runOptions.runId;
    this.#lanes = jobs.map((job, i) => new FleetLane(job, this.#workers[i] as Hello));
    await bus.createLog(streamOf(run), runSubjects(run).log);
    const ghosts = new Ghosts();
    const log = new RunLog(bus, {
      ...{ run, lanes: this.#lanes, listener, onLost: this.#options.onLost },
      ghostOf: (lane) => ghosts.of(lane),
    });
    const close = async (): Promise<void> => {
      await log.close();
      ghosts.close();
      roster.release(run);
      await bus.deleteLog(streamOf(run));
    };
    try {
      await this.#assign(jobs);
      const roundTripUs = await this.#awaitReady();
      await log.read();
      return this.#lanesOf(log, Math.max(leastLeadUs, 4 * roundTripUs), close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  #lanesOf(log: RunLog, leadUs: number, close: () => Promise<void>): Lanes {
    return {
      leadUs,
      start: (startUs, wallUs = wallTimeUs(startUs)) =>
        void this.#start(log, startUs, wallUs, leadUs),
      stop: () => log.order('stop'),
      abort: () => log.order('abort'),
      close,
      done: log.done.then(close),
    };
  }

  /** What the lanes read is put where the workers fetch it, and each is told its shard. */
  async #assign(jobs: readonly LaneJob[]): Promise<void> {
    const { shelf, roster } = this.#means;
    const { runId: run, threads } = this.#runOptions;
    const folder = mkdtempSync(path.join(tmpdir(), 'reprise-bundle-'));
    try {
      const file = path.join(folder, 'bundle.db');
      const [first] = jobs;
      if (!first) return;
      const { payloads: specs } = writeBundle(first, file);
      const payloads = shelf.putFile(file);
      for (const lane of this.#lanes) {
        const job = { ...lane.job, databasePath: '', payloads: specs };
        const name: BlobName = shelf.putBytes(Buffer.from(toText(job)));
        const { epoch, hello } = lane;
        roster.assign(hello.id, {
          ...{ run, lane: lane.lane, workers: jobs.length, epoch, threads, job: name, payloads },
        });
      }
    } finally {
      // Open files stay readable without their name.
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Gives the longest round trip. Throws `RepriseError` when a worker cannot send, or says nothing. */
  async #awaitReady(): Promise<number> {
    const { bus } = this.#means;
    const { ready } = runSubjects(this.#runOptions.runId);
    let failure: RepriseError | undefined;
    let errorUs = 0;
    const close = bus.answer<Ready>(ready, (message) => {
      const lane = this.#lanes[message.lane];
      if (message.failure) failure ??= cannotSend(lane?.hello.name ?? '', message.failure);
      else lane?.ready(message.clock, message.threads, message.account);
      errorUs = Math.max(errorUs, message.clock.errorUs);
      return true;
    });
    const untilMs = performance.now() + this.#options.readyWithinMs;
    while (!failure && this.#lanes.some(({ isReady }) => !isReady)) {
      if (this.#runOptions.stop?.aborted) failure = stoppedEarly();
      else if (performance.now() > untilMs) failure = this.#notReady();
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
    close();
    if (failure) throw failure;
    const members = this.#lanes.map(({ hello, account }) => ({ name: hello.name, ...account }));
    refuseMixedAccounts(members);
    this.#runOptions.onReady?.(members);
    return errorUs * 2;
  }

  #notReady(): RepriseError {
    const missing = this.#lanes.filter(({ isReady }) => !isReady);
    return barrierError(missing, `not ready within ${this.#options.readyWithinMs / 1000} s`);
  }

  /**
   * Nobody sends before `go`, and `go` is said when every worker knows its time 0: a run that not all can
   * begin ends without an invocation.
   */
  async #start(log: RunLog, startUs: number, wallUs: number, leadUs: number): Promise<void> {
    await log.start({ t0Us: startUs, wallUs });
    const untilUs = startUs - leadUs / 4;
    while (this.#lanes.some(({ isArmed, isGone }) => !isArmed && !isGone)) {
      if (systemClock.nowUs() > untilUs) {
        const missing = this.#lanes.filter(({ isArmed, isGone }) => !isArmed && !isGone);
        log.giveUp(missing, barrierError(missing, 'gone when the run was to begin'));
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await log.go();
  }
}

function barrierError(missing: readonly FleetLane[], what: string): RepriseError {
  const names = missing.map(({ hello }) => `${hello.name} (${hello.host})`).join(', ');
  const are = missing.length === 1 ? 'was' : 'were';
  return new RepriseError(`${names} ${are} ${what}: nothing was sent.`, {
    hint: 'Look at the logs of these workers, or start others.',
    exitCode: exitCodes.aborted,
  });
}

function cannotSend(name: string, failure: NonNullable<Ready['failure']>): RepriseError {
  const { message, hint, exitCode } = failure;
  return new RepriseError(`${name} cannot take part: ${message}`, defined({ hint, exitCode }));
}

function stoppedEarly(): RepriseError {
  return new RepriseError('Stopped before the run began: nothing was sent.', {
    exitCode: exitCodes.interrupted,
  });
}
