import { systemClock } from '../base/clock.js';
import { defined } from '../base/defined.js';
import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { LaneJob } from '../lanes/lane-job.js';
import { type LaneListener, type Lanes, wallTimeUs } from '../lanes/lanes.js';
import { refuseMixedAccounts } from './accounts.js';
import { Assigner } from './assigner.js';
import type { Bus } from './bus.js';
import { watchBus } from './bus-watch.js';
import { FleetLane } from './fleet-lane.js';
import { FleetLanes } from './fleet-lanes.js';
import type { FleetOptions, FleetRunOptions } from './fleet-options.js';
import { Ghosts } from './ghosts.js';
import type { Meeting } from './meeting.js';
import { type Hello, type Ready, runSubjects, streamOf } from './protocol.js';
import { RunLog } from './run-log.js';
import type { RunRecord } from './run-record.js';
import type { WorkerFacts } from './worker-facts.js';

/** Between the order to start and time 0: time for the slowest way there and back. */
const leastLeadUs = 1_000_000;

/** One run on a fleet: gives out the shards, holds the barrier before time 0, and hands over to the log. */
export class FleetRun {
  readonly #means: Meeting;
  readonly #options: FleetOptions;
  readonly #runOptions: FleetRunOptions;
  readonly #workers: readonly Hello[];
  #lanes = new FleetLanes([]);

  constructor(
    means: Meeting,
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
    return this.#lanes.facts();
  }

  /** Opens the lanes, each on a worker. Throws `RepriseError`, naming them, when one cannot send. */
  async open(jobs: readonly LaneJob[], listener: LaneListener): Promise<Lanes> {
    const { bus, roster, shelf } = this.#means;
    const { runId: run, threads, isServedHere } = this.#runOptions;
    const { onLost } = this.#options;
    this.#lanes = new FleetLanes(
      jobs.map((job, i) => new FleetLane(job, this.#workers[i] as Hello)),
    );
    await bus.createLog(streamOf(run), runSubjects(run).log);
    const ghosts = new Ghosts();
    const spares = new Assigner(roster, shelf, { run, onLost, threads, isServedHere, jobs });
    const log = new RunLog(bus, {
      ...{ run, lanes: this.#lanes, listener, onLost, spares },
      ghostOf: (lane) => ghosts.of(lane),
    });
    const unwatch = watchBus(bus, {
      ...{ run, onNote: this.#runOptions.onNote },
      onLost: (why) => log.giveUp(this.#lanes.now, why),
    });
    const lanes = lanesOn(log, bus, run, () => {
      unwatch();
      ghosts.close();
      spares.close();
    });
    try {
      for (const { hello, lane, epoch } of this.#lanes.now) spares.assign(hello, lane, epoch);
      const roundTripUs = await this.#awaitReady();
      await log.keep(this.#record(jobs));
      await log.read();
      const leadUs = Math.max(leastLeadUs, 4 * roundTripUs);
      return {
        ...{ ...lanes, leadUs },
        start: (startUs, wallUs = wallTimeUs(startUs)) =>
          void this.#start(log, startUs, wallUs, leadUs),
      };
    } catch (error) {
      await lanes.close();
      throw error;
    }
  }

  #record(jobs: readonly LaneJob[]): RunRecord {
    const { fleet, onLost } = this.#options;
    const job = { ...(jobs[0] as LaneJob), databasePath: '' };
    const members = this.#lanes.now.map(({ hello, threads, clock, account }) => ({
      ...{ hello, threads, clock, account },
    }));
    const { kept, threads } = this.#runOptions;
    return { kept, fleet, onLost, threads, job, members };
  }

  /** Gives the longest round trip. Throws `RepriseError` when a worker cannot send, or says nothing. */
  async #awaitReady(): Promise<number> {
    const { bus } = this.#means;
    const { ready } = runSubjects(this.#runOptions.runId);
    let failure: RepriseError | undefined;
    let errorUs = 0;
    const close = bus.answer<Ready>(ready, (message) => {
      const lane = this.#lanes.now[message.lane];
      if (message.failure) failure ??= cannotSend(lane?.hello.name ?? '', message.failure);
      else lane?.ready(message.clock, message.threads, message.account);
      errorUs = Math.max(errorUs, message.clock.errorUs);
      return true;
    });
    const untilMs = performance.now() + this.#options.readyWithinMs;
    while (!failure && this.#lanes.now.some(({ isReady }) => !isReady)) {
      if (this.#runOptions.stop?.aborted) failure = stoppedEarly();
      else if (performance.now() > untilMs) failure = this.#notReady();
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
    close();
    if (failure) throw failure;
    const members = this.#lanes.now.map(({ hello, account }) => ({ name: hello.name, ...account }));
    refuseMixedAccounts(members);
    this.#runOptions.onReady?.(members);
    return errorUs * 2;
  }

  #notReady(): RepriseError {
    const missing = this.#lanes.now.filter(({ isReady }) => !isReady);
    return barrierError(missing, `not ready within ${this.#options.readyWithinMs / 1000} s`);
  }

  /**
   * Nobody sends before `go`, and `go` is said when every worker knows its time 0: a run that not all can
   * begin ends without an invocation.
   */
  async #start(log: RunLog, startUs: number, wallUs: number, leadUs: number): Promise<void> {
    await log.start({ t0Us: startUs, wallUs });
    const untilUs = startUs - leadUs / 4;
    while (this.#lanes.now.some(({ isArmed, isGone }) => !isArmed && !isGone)) {
      if (systemClock.nowUs() > untilUs) {
        const missing = this.#lanes.now.filter(({ isArmed, isGone }) => !isArmed && !isGone);
        log.giveUp(missing, barrierError(missing, 'gone when the run was to begin'));
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await log.go();
  }
}

/** How a run's lanes are ended from here, and what is to be closed with them. */
export function lanesOn(
  log: RunLog,
  bus: Bus,
  run: string,
  release: () => void,
): Omit<Lanes, 'start'> {
  const close = async (): Promise<void> => {
    await log.close();
    release();
    // Of a run that another goes on with, it is that one's.
    if (!log.isDeposed) await bus.deleteLog(streamOf(run));
  };
  return {
    stop: () => log.order('stop'),
    abort: () => log.order('abort'),
    ...{ close, done: log.done.then(close) },
  };
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
