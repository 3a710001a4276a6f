import { systemClock } from '../base/clock.js';
import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { LaneJob } from '../lanes/lane-job.js';
import type { LaneListener, Lanes } from '../lanes/lanes.js';
import { Assigner } from './assigner.js';
import { Bus } from './bus.js';
import { watchBus } from './bus-watch.js';
import { FleetLane } from './fleet-lane.js';
import { FleetLanes } from './fleet-lanes.js';
import type { FleetOptions } from './fleet-options.js';
import { lanesOn } from './fleet-run.js';
import { Ghosts } from './ghosts.js';
import { meet } from './meeting.js';
import { fromBytes } from './plain-text.js';
import { type Gone, type Resumed, runSubjects, type Start, streamOf } from './protocol.js';
import { RunLog } from './run-log.js';
import { type RunRecord, readRecord } from './run-record.js';
import { decodeTick } from './tick-codec.js';
import type { WorkerFacts } from './worker-facts.js';

/** Where the database is that the run's seconds are in. */
export interface Committed {
  databasePath: string;
  /** Up to this time of the run it has everything. */
  committedUs: number;
}

/** A run on a fleet whose coordinator is gone. */
export interface RecalledRun {
  /** What its session gave it to keep. */
  readonly kept: string;
  /** One for each lane. */
  readonly jobs: readonly LaneJob[];
  /** Goes on with it from where the database is. Throws `RepriseError` where that is not possible. */
  open(committed: Committed, listener: LaneListener): Promise<Lanes>;
  /** Whether its end was ordered, by whichever coordinator. */
  wasOrdered(): boolean;
  /** What its workers did. */
  facts(): WorkerFacts[];
  close(): Promise<void>;
}

/** Finds a run on its bus. Throws `RepriseError` where there is nothing to go on with. */
export async function recallRun(
  { bus: url, version }: Pick<FleetOptions, 'bus' | 'version'>,
  run: string,
): Promise<RecalledRun> {
  const bus = await Bus.connect(url, 'coordinator');
  try {
    const latest = await bus.latest(streamOf(run), (subject) => !subject.includes('.log.tick.'));
    if (!latest) throw noLog(run);
    return await recalled(bus, run, latest, version);
  } catch (error) {
    await bus.close();
    throw error;
  }
}

async function recalled(
  bus: Bus,
  run: string,
  latest: Map<string, Uint8Array>,
  version: string,
): Promise<RecalledRun> {
  const subjects = runSubjects(run);
  const said = <T>(subject: string): T | undefined => {
    const bytes = latest.get(subject);
    return bytes && fromBytes<T>(bytes);
  };
  const record = readRecord(run, said);
  const start = said<Start>(subjects.start);
  if (!record || !start || !latest.has(subjects.go)) throw neverBegan(run);
  refuseOtherVersion(record, version);
  const epoch = (said<Resumed>(subjects.resumed)?.epoch ?? 1) + 1;
  const jobs = record.members.map((_, lane) => ({
    ...record.job,
    ...{ lane, shard: { index: lane, count: record.members.length } },
  }));
  const { fleet, onLost, threads } = record;
  const { roster, shelf, close } = await meet({ fleet, version }, bus);
  let lanes = new FleetLanes([]);
  let log: RunLog | undefined;
  return {
    ...{ kept: record.kept, jobs },
    async open({ databasePath, committedUs }, listener) {
      const own = jobs.map((job) => ({ ...job, databasePath }));
      const recall = (lane: FleetLane): void => {
        recallLane(lane, latest.get(subjects.state(lane.lane, lane.epoch)), committedUs);
        // The log says what became of it then, which may be that another took its place.
        const gone = said<Gone>(subjects.gone(lane.lane));
        if (gone && gone.epoch >= lane.epoch) lane.done = undefined;
      };
      lanes = new FleetLanes(
        record.members.map(({ hello, clock, account, threads: has }, i) => {
          const lane = new FleetLane(own[i] as LaneJob, hello);
          lane.ready(clock, has, account);
          recall(lane);
          return lane;
        }),
      );
      const startUs = systemClock.nowUs() + start.wallUs - Date.now() * 1000;
      const resumed = {
        ...{ epoch, committedUs, start: { ...start, t0Us: startUs } },
        ...{ isOrdered: latest.has(subjects.order), onTaken: recall },
      };
      const spares = new Assigner(roster, shelf, {
        ...{ run, onLost, threads, jobs: own, isServedHere: false },
      });
      const ghosts = new Ghosts();
      log = new RunLog(bus, {
        ...{ run, lanes, listener, onLost, resumed, spares },
        ghostOf: (lane) => ghosts.of(lane),
      });
      const unwatch = watchBus(bus, {
        run,
        onLost: (why) => log?.giveUp(lanes.now, why),
      });
      const release = (): void => {
        unwatch();
        ghosts.close();
        spares.close();
      };
      return {
        ...lanesOn(log, bus, run, release),
        startedUs: startUs,
        start: () => void log?.resume(),
      };
    },
    wasOrdered: () => log?.isOrdered ?? false,
    facts: () => lanes.facts(),
    close,
  };
}

/** What was noted of a worker before its ticks were dropped. Throws `RepriseError` where the database has not got them. */
function recallLane(lane: FleetLane, state: Uint8Array | undefined, committedUs: number): void {
  const logged = state && decodeTick(state);
  if (!logged?.noted) return;
  if (logged.noted.committedUs > committedUs) throw lostSeconds(logged.noted.committedUs);
  lane.recall(logged, logged.noted);
}

function noLog(run: string): RepriseError {
  return new RepriseError(`This bus has no log of the run ${run}.`, {
    hint: 'Name the bus that it ran on. A log is dropped when its run ends, or half an hour after its last message.',
  });
}

function neverBegan(run: string): RepriseError {
  return new RepriseError(
    `The run ${run} had not begun when its process ended: nothing was sent.`,
    {
      hint: 'Start it again; its workers are free within half a minute.',
    },
  );
}

function refuseOtherVersion({ members }: RunRecord, version: string): void {
  const other = members.find(({ hello }) => hello.version !== version);
  if (!other) return;
  const theirs = other.hello.version;
  throw new RepriseError(`The run is of reprise ${theirs}, and this is ${version}.`, {
    hint: `Resume it with reprise ${theirs}.`,
  });
}

function lostSeconds(committedUs: number): RepriseError {
  return new RepriseError(
    `The database has lost seconds of this run: it had those before ${committedUs / 1e6} s, and the log has dropped them.`,
    {
      hint: 'Name the database that the run was stored in; after a power failure the last seconds may be gone.',
      exitCode: exitCodes.aborted,
    },
  );
}
