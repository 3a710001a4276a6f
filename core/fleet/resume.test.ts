import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LaneJob } from '../lanes/lane-job.js';
import { secondUs, type Tick } from '../measure/interval.js';
import { IntervalAssembler } from '../measure/interval-assembler.js';
import { Ledger } from '../measure/ledger.js';
import { planArrivals } from '../schedule/plan.js';
import type { PlanSpec } from '../schedule/plan-spec.js';
import type { LogMessage } from './bus.js';
import { FleetLane } from './fleet-lane.js';
import { FleetLanes } from './fleet-lanes.js';
import { GhostLane } from './ghost-lane.js';
import { toText } from './plain-text.js';
import { beatMs, type Gone, type Hello, type LostPolicy, runSubjects } from './protocol.js';
import { RunLog } from './run-log.js';
import type { ResumedAt } from './run-log-settings.js';
import { decodeTick, encodeTick, type LoggedTick } from './tick-codec.js';

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

/** What a worker says of its shard, in ticks of a second: all that comes due is answered a tick later. */
function said(lane: number): LoggedTick[] {
  const arrivals = [...planArrivals(plan, noTimes, shardOf(lane))];
  const logged = Array.from({ length: seconds + 1 }, (_, second): LoggedTick => {
    const ledger = new Ledger();
    for (const arrival of arrivals) {
      const due = Math.floor(arrival.intendedUs / secondUs);
      if (due === second) ledger.arrivalDue(arrival.workload, arrival.stage);
      if (due !== second - 1) continue;
      const times = { sentUs: arrival.intendedUs, answeredUs: arrival.intendedUs + 1000 * lane };
      const outcome = { kind: 'ok', statusCode: 200, responseBytes: 2 } as const;
      ledger.record({ arrival, ...times, outcome });
    }
    const tick: Tick = {
      ...{ lane, endUs: (second + 1) * secondUs, ledger: ledger.toData(), samples: [] },
      ...{ inFlight: 0, maxInFlight: 1, health: { busyShare: 0.1 * lane, gcMs: 0 } },
    };
    return { seq: second, epoch: 1, tick };
  });
  return [...logged, { seq: seconds + 1, epoch: 1, done: { reason: 'planEnd' } }];
}

/** A database: the seconds that a coordinator has committed. */
class Seconds {
  readonly ledger = new Ledger();
  committedS = 0;
  gone: string[] = [];

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

function coordinator(bus: LogInMemory, seconds: Seconds, onLost: LostPolicy, resumed?: ResumedAt) {
  const lanes = Array.from({ length: workers }, (_, lane) => {
    const job = { lane, shard: shardOf(lane), plan, tickUs: secondUs };
    const fleetLane = new FleetLane(job as LaneJob, { name: `w${lane}`, host: 'm' } as Hello);
    const state = bus.latest(subjects.state(lane, 1));
    const logged = state && decodeTick(state);
    if (resumed && logged?.noted) {
      expect(logged.noted.committedUs).toBeLessThanOrEqual(resumed.committedUs);
      fleetLane.recall(logged, logged.noted);
    }
    return fleetLane;
  });
  const listener = seconds.listener();
  const log = new RunLog(bus, {
    ...{ run: 'r', lanes: new FleetLanes(lanes), onLost, listener, ...(resumed && { resumed }) },
    ghostOf: ({ ledger, lane }) =>
      new GhostLane(planArrivals(plan, noTimes, shardOf(lane)), ledger),
  });
  return { lanes, log, kill: listener.kill };
}

/** What each stage came to, and what each worker is said to have done. */
function books({ ledger }: Seconds, lanes: readonly FleetLane[]) {
  const cells = [...ledger.cells()].map(({ key, count, response }) => [
    `${key.stage} ${key.kind}`,
    count,
    response.toData(),
  ]);
  return {
    cells: cells.sort(),
    stages: [...ledger.stages()].map(({ stage, due }) => [stage, due]).sort(),
    workers: lanes.map((lane) => ({ ...lane.facts(), heardUntil: lane.lastEndUs })),
  };
}

/** When each message is appended, what is kept short when, and when the coordinator is killed. */
const course = fc.record({
  order: fc.array(fc.nat(workers - 1), { minLength: 30, maxLength: 30 }),
  keptAt: fc.uniqueArray(fc.nat(25), { maxLength: 4 }),
  killedAt: fc.nat(26),
  lostAt: fc.option(fc.nat(25)),
});

it('takes up a run where the database is, whatever was dropped from the log: the same books', async () => {
  await fc.assert(
    fc.asyncProperty(course, async ({ order, keptAt, killedAt, lostAt }) => {
      const played = async (isKilled: boolean) => {
        const bus = new LogInMemory();
        const database = new Seconds();
        let current = coordinator(bus, database, 'continue');
        await current.log.read();
        const waiting = Array.from({ length: workers }, (_, lane) => said(lane));
        for (let step = 0; waiting.some(({ length }) => length > 0); step++) {
          if (isKilled && step === killedAt) {
            current.kill();
            await current.log.close();
            const committedUs = database.committedS * secondUs;
            const resumed = {
              epoch: 2,
              committedUs,
              start: { t0Us: 0, wallUs: 0 },
              isOrdered: false,
            };
            current = coordinator(bus, database, 'continue', resumed);
            await current.log.resume();
          }
          if (step === lostAt) {
            waiting[1] = [];
            const gone = {
              lane: 1,
              epoch: 1,
              how: 'silent',
              policy: 'continue' as const,
              atUs: 1e6,
            };
            await bus.append(subjects.gone(1), toText(gone satisfies Gone), 'gone');
          }
          const lane = [order[step] ?? 0, 0, 1, 2].find((each) => waiting[each]?.length) ?? 0;
          const next = waiting[lane]?.shift();
          if (next) await bus.append(subjects.tick(lane), encodeTick(next), `${lane}.${next.seq}`);
          if (isKilled && keptAt.includes(step)) await current.log.tidy();
        }
        // The beat of a quarter second tells the shares of who is lost.
        while (current.lanes.some(({ isGone }) => !isGone)) {
          vi.advanceTimersByTime(beatMs);
        }
        await current.log.close();
        return books(database, current.lanes);
      };
      const whole = await played(false);
      expect(await played(true)).toEqual(whole);
      const planned = [...planArrivals(plan, noTimes)].length;
      expect(whole.stages.reduce((sum, [, due]) => sum + (due ?? 0), 0)).toBe(planned);
      expect(whole.cells.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(planned);
    }),
    { numRuns: 25 },
  );
}, 60_000);
