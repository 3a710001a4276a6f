import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LaneJob } from '../lanes/lane-job.js';
import { secondUs, type Tick } from '../measure/interval.js';
import { IntervalAssembler } from '../measure/interval-assembler.js';
import { Ledger } from '../measure/ledger.js';
import { dueFrom } from '../schedule/late-start.js';
import { planArrivals } from '../schedule/plan.js';
import type { PlanSpec } from '../schedule/plan-spec.js';
import type { LogMessage } from './bus.js';
import { FleetLane } from './fleet-lane.js';
import { FleetLanes } from './fleet-lanes.js';
import { GhostLane } from './ghost-lane.js';
import { toText } from './plain-text.js';
import { beatMs, type Gone, type Hello, runSubjects, type Taken } from './protocol.js';
import { encodeRows } from './row-codec.js';
import { RunLog } from './run-log.js';
import type { ResumedAt } from './run-log-settings.js';
import { decodeTick, encodeTick, type LoggedTick } from './tick-codec.js';
import { framed } from './told-ticks.js';

const subjects = runSubjects('r');
const seconds = 6;
const plan: PlanSpec = {
  seed: 4,
  workloads: [
    {
      ...{ name: 'a', order: 'recorded', payloadCount: 3 },
      stages: [
        { kind: 'rate', name: '1', fromHz: 9, toHz: 30, durationS: 3, arrivals: 'poisson' },
        { kind: 'rate', name: '2', fromHz: 12, toHz: 12, durationS: 3, arrivals: 'uniform' },
      ],
    },
  ],
};
const noTimes = { *iterate() {}, at: () => 0 };
const workers = 3;
const shardOf = (lane: number) => ({ index: lane, count: workers });

// A coordinator looks around at each beat, and the test says when that is.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A log in memory, as the bus keeps it: appended once for each id, purged by subject. */
class LogInMemory {
  readonly isConnected = true;
  messages: LogMessage[] = [];
  readonly #ids = new Set<string>();
  #place = 0;
  readonly #readers = new Set<(message: LogMessage) => void>();

  onReconnect = () => () => {};
  listen = () => () => {};
  answer = () => () => {};
  tell = (): void => {};

  async append(subject: string, data: Uint8Array | string, id: string): Promise<void> {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.#place += 1;
    const message = { subject, data: Buffer.from(data), place: this.#place };
    this.messages.push(message);
    for (const read of this.#readers) read(message);
  }

  async readLog(_stream: string, read: (message: LogMessage) => void) {
    for (const message of [...this.messages]) read(message);
    this.#readers.add(read);
    return () => this.#readers.delete(read);
  }

  async purge(_stream: string, filter: string, place: number): Promise<void> {
    const begin = filter.replace('*', '');
    this.messages = this.messages.filter(
      (message) => message.place >= place || !message.subject.startsWith(begin),
    );
  }

  latest(subject: string): Uint8Array | undefined {
    return this.messages.findLast((message) => message.subject === subject)?.data;
  }
}

/**
 * What a worker says of its shard, in ticks of a second: all that comes due is answered a tick later. Each
 * answer is told, one piece before its tick and the other with it.
 */
function said(lane: number, epoch = 1, fromS = 0): LoggedTick[] {
  const whole = planArrivals(plan, noTimes, shardOf(lane));
  const arrivals = [...dueFrom(fromS * secondUs, whole)];
  const ticks = Array.from({ length: Math.max(1, seconds + 1 - fromS) }, (_, i) => {
    const second = fromS + i;
    const ledger = new Ledger();
    const told: { index: number }[] = [];
    for (const arrival of arrivals) {
      const due = Math.floor(arrival.intendedUs / secondUs);
      if (due === second) ledger.arrivalDue(arrival.workload, arrival.stage);
      if (due !== second - 1) continue;
      const times = { sentUs: arrival.intendedUs, answeredUs: arrival.intendedUs + 1000 * lane };
      const outcome = { kind: 'ok', statusCode: 200, responseBytes: 2 } as const;
      ledger.record({ arrival, ...times, outcome });
      told.push({ index: arrival.index });
    }
    const tick: Tick = {
      ...{ lane, endUs: (second + 1) * secondUs, ledger: ledger.toData(), samples: [] },
      ...{ inFlight: 0, maxInFlight: 1, health: { busyShare: 0.1 * lane, gcMs: 0 } },
    };
    const rows = framed(told.map((row) => encodeRows([row])));
    return [{ told: rows.subarray(0, 5) }, { tick, told: rows.subarray(5) }];
  });
  const logged = [...ticks.flat(), { done: { reason: 'planEnd' } } as const];
  return logged.map((each, seq) => ({ seq, epoch, ...each }));
}

/** A database: the seconds that a coordinator has committed. */
class Seconds {
  readonly ledger = new Ledger();
  committedS = 0;
  gone: string[] = [];
  /** What was told of single invocations, how often each. */
  readonly told = new Map<number, number>();

  /** Puts together what a coordinator hears, until it is killed. */
  listener() {
    const assembler = new IntervalAssembler([...Array(workers).keys()]);
    const state = { isKilled: false };
    const commit = (intervals: ReturnType<typeof assembler.add>): void => {
      for (const { second, ledger } of intervals) {
        expect(second).toBe(this.committedS);
        this.ledger.addData(ledger);
        this.committedS = second + 1;
      }
    };
    return {
      kill: () => {
        state.isKilled = true;
      },
      onSamples: (samples: { index: number }[]) => {
        if (state.isKilled) return;
        for (const { index } of samples) this.told.set(index, (this.told.get(index) ?? 0) + 1);
      },
      onTick: (tick: Tick) => {
        if (!state.isKilled) commit(assembler.add(tick));
      },
      onGone: (lane: number, error?: Error) => {
        if (state.isKilled) return;
        this.gone.push(`${lane}${error ? ` ${error.message}` : ''}`);
        commit(assembler.laneGone(lane));
      },
    };
  }
}

type TakenUp = Pick<ResumedAt, 'committedUs'>;

/** A coordinator that begins the run, or takes it up. */
function coordinator(bus: LogInMemory, database: Seconds, takenUp?: TakenUp) {
  const onTaken = (lane: FleetLane): void => {
    const state = bus.latest(subjects.state(lane.lane, lane.epoch));
    const logged = state && decodeTick(state);
    if (!takenUp || !logged?.noted) return;
    expect(logged.noted.committedUs).toBeLessThanOrEqual(takenUp.committedUs);
    lane.recall(logged, logged.noted);
  };
  const lanes = new FleetLanes(
    Array.from({ length: workers }, (_, lane) => {
      const job = { lane, shard: shardOf(lane), plan, tickUs: secondUs };
      const fleetLane = new FleetLane(job as LaneJob, { name: `w${lane}`, host: 'm' } as Hello);
      onTaken(fleetLane);
      return fleetLane;
    }),
  );
  const listener = database.listener();
  const start = { t0Us: 0, wallUs: 0 };
  const resumed = takenUp && { ...takenUp, epoch: 2, start, isOrdered: false, onTaken };
  const log = new RunLog(bus, {
    ...{ run: 'r', lanes, onLost: 'replace', listener, ...(resumed && { resumed }) },
    ghostOf: ({ ledger, lane, late }) => {
      const arrivals = planArrivals(plan, noTimes, shardOf(lane));
      return new GhostLane(dueFrom(late?.fromUs ?? 0, arrivals), ledger);
    },
  });
  return { lanes, log, kill: listener.kill };
}

/** What each stage came to, and what each worker is said to have done. */
function books({ ledger, told }: Seconds, lanes: FleetLanes) {
  const cells = [...ledger.cells()].map(({ key, count, response }) => [
    `${key.stage} ${key.kind}`,
    count,
    response.toData(),
  ]);
  return {
    cells: cells.sort(),
    told: [...told.keys()].sort((a, b) => a - b),
    stages: [...ledger.stages()].map(({ stage, due }) => [stage, due]).sort(),
    workers: lanes.all().map((lane) => ({ ...lane.facts(), heardUntil: lane.lastEndUs })),
  };
}

/** When each message is appended, what is kept short when, who is lost, and when the coordinator is killed. */
const course = fc.record({
  order: fc.array(fc.nat(workers - 1), { minLength: 40, maxLength: 40 }),
  keptAt: fc.uniqueArray(fc.nat(30), { maxLength: 4 }),
  killedAt: fc.nat(30),
  lost: fc.option(
    fc.record({
      at: fc.nat(25),
      takenAfter: fc.option(fc.nat(8)),
      aheadS: fc.integer({ min: 1, max: 3 }),
    }),
  ),
});
type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;

/** Plays a run, with or without the death of its coordinator, and gives its books. */
async function played({ order, keptAt, killedAt, lost }: Course, isKilled: boolean) {
  const bus = new LogInMemory();
  const database = new Seconds();
  let current = coordinator(bus, database);
  await current.log.read();
  const waiting = Array.from({ length: workers }, (_, lane) => said(lane));
  const takenAt = (lost?.at ?? 0) + (lost?.takenAfter ?? Number.POSITIVE_INFINITY);
  const isOver = (step: number): boolean =>
    waiting.every(({ length }) => length === 0) && !(lost && step <= takenAt && takenAt < 40);
  let toldS = 0;
  for (let step = 0; !isOver(step); step++) {
    if (isKilled && step === killedAt) {
      current.kill();
      await current.log.close();
      current = coordinator(bus, database, { committedUs: database.committedS * secondUs });
      await current.log.resume();
    }
    if (step === lost?.at) {
      waiting[1] = [];
      const gone: Gone = { lane: 1, epoch: 1, how: 'silent', policy: 'replace', atUs: 1e6 };
      await bus.append(subjects.gone(1), toText(gone), 'gone');
    }
    if (lost && step === takenAt) {
      const fromS = toldS + lost.aheadS;
      waiting[1] = said(1, 2, fromS);
      const late = { fromUs: fromS * secondUs, begun: [], unheard: 0, lanes: 1 };
      const hello = { name: 'spare', host: 'm' } as Hello;
      const clock = { offsetUs: 0, errorUs: 0 };
      const taken: Taken = { lane: 1, epoch: 2, hello, clock, threads: 1, account: {}, late };
      await bus.append(subjects.taken(1), toText(taken), 'taken');
    }
    const lane = [order[step] ?? 0, 0, 1, 2].find((each) => waiting[each]?.length);
    const next = lane === undefined ? undefined : waiting[lane]?.shift();
    if (lane === 1 && next?.epoch === 1 && next.tick) toldS = next.tick.endUs / secondUs;
    if (lane !== undefined && next) {
      await bus.append(subjects.tick(lane), encodeTick(next), `${lane}.${next.epoch}.${next.seq}`);
    }
    if (isKilled && keptAt.includes(step)) await current.log.tidy();
  }
  // The beat of a quarter second tells the shares of who is lost.
  while (current.lanes.now.some(({ isGone }) => !isGone)) vi.advanceTimersByTime(beatMs);
  await current.log.close();
  if (!isKilled) expect([...database.told.values()].every((times) => times === 1)).toBe(true);
  return books(database, current.lanes);
}

it('takes up a run where the database is, whatever was dropped from the log and whoever was lost', async () => {
  const planned = [...planArrivals(plan, noTimes)].length;
  await fc.assert(
    fc.asyncProperty(course, async (each) => {
      const whole = await played(each, false);
      expect(whole.stages.reduce((sum, [, due]) => sum + (due ?? 0), 0)).toBe(planned);
      expect(whole.cells.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(planned);
      // Each that a worker counts is told once; what is counted in a lost one's place, never.
      const answered = whole.cells.filter(([key]) => String(key).endsWith(' ok'));
      const count = answered.reduce((sum, [, each]) => sum + Number(each), 0);
      expect(whole.told).toHaveLength(count);
      expect(await played(each, true)).toEqual(whole);
    }),
    { numRuns: 60 },
  );
}, 60_000);
