import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Payload, Send } from '../invoke/client.js';
import type { Outcome } from '../invoke/outcome.js';
import { fold, sumOf } from '../measure/fold.js';
import { type Tick, tickUs } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import type { Arrival } from '../schedule/arrival.js';
import { ClosedLoop } from './closed-loop.js';
import { Driver } from './driver.js';
import { LaneRecorder } from './lane-recorder.js';
import { createTimerPacer } from './pacer.js';
import { PayloadFeed } from './payload-feed.js';
import { VirtualClock } from './virtual-clock.fixture.js';

const ok: Outcome = { kind: 'ok', statusCode: 200, responseBytes: 0 };

/** A lane in virtual time against a service that answers after `serviceUs` (of the k-th request). */
function lane(options: {
  arrivals?: Arrival[];
  loops?: ClosedLoop[];
  serviceUs?: (k: number) => number;
  outcomeOf?: (k: number) => Outcome;
  maxInFlight?: number;
  drainUs?: number;
  maxLateUs?: number;
  payloadOf?: () => Payload;
  /** How long it takes to send one. */
  sendingUs?: number;
}) {
  const clock = new VirtualClock();
  const ticks: Tick[] = [];
  const sentAtUs: number[] = [];
  const inFlight = new Map<number, (outcome: Outcome) => void>();
  const send: Send = (_payload, settle) => {
    const k = sentAtUs.push(clock.nowUs()) - 1;
    clock.stall(options.sendingUs ?? 0);
    const cancel = clock.after(options.serviceUs?.(k) ?? 1000, () => {
      inFlight.delete(k);
      settle(options.outcomeOf?.(k) ?? ok);
    });
    inFlight.set(k, (outcome) => {
      cancel();
      settle(outcome);
    });
  };
  const settleAll = (outcome: Outcome) => {
    const all = [...inFlight.values()];
    inFlight.clear();
    for (const end of all) end(outcome);
  };
  const source = {
    count: 10,
    get: options.payloadOf ?? (() => ({ bytes: new Uint8Array(2), sha256: '' })),
  };
  const driver = new Driver({
    feed: new PayloadFeed((options.arrivals ?? []).values(), [source]),
    closedLoops: options.loops ?? [],
    sends: [send],
    abortInFlight: () => settleAll({ kind: 'aborted' }),
    recorder: new LaneRecorder({
      lane: 0,
      seed: 1,
      tickUs,
      samples: { failures: 10, reservoir: 10, slowest: 0 },
      health: () => ({ busyShare: 0, gcMs: 0 }),
      onTick: (tick) => ticks.push(tick),
    }),
    clock,
    pacer: createTimerPacer(clock),
    maxInFlight: options.maxInFlight ?? 1000,
    drainUs: options.drainUs ?? 30e6,
    maxLateUs: options.maxLateUs ?? Number.POSITIVE_INFINITY,
  });
  const books = () => {
    const ledger = new Ledger();
    for (const tick of ticks) ledger.addData(tick.ledger);
    return fold(ledger);
  };
  return { clock, driver, ticks, sentAtUs, settleAll, books };
}

function arrivalsAt(timesUs: number[]): Arrival[] {
  return timesUs.map((intendedUs, index) => ({
    index,
    intendedUs,
    payload: 0,
    workload: 0,
    stage: 0,
  }));
}

describe('open loop', () => {
  it('sends each arrival at its time, whether or not earlier ones have answered', async () => {
    const times = [0, 5_000, 5_000, 90_000, 1_200_000];
    const { clock, driver, sentAtUs, books } = lane({
      arrivals: arrivalsAt(times),
      serviceUs: () => 10e6,
    });
    const done = driver.run(0);
    await clock.runUntil(20e6);
    await done;
    expect(sentAtUs).toEqual(times);
    expect(books().outcomes.ok).toBe(5);
  });

  it('drops and counts what comes due beyond the in-flight limit, and never delays it', async () => {
    const { clock, driver, sentAtUs, books } = lane({
      arrivals: arrivalsAt([0, 1, 2, 3, 60_000]),
      serviceUs: () => 50_000,
      maxInFlight: 2,
    });
    const done = driver.run(0);
    await clock.runUntil(1e6);
    await done;
    expect(sentAtUs).toEqual([0, 1, 60_000]);
    expect(books()).toMatchObject({ due: 5, sent: 3, outcomes: { ok: 3, dropped: 2 } });
  });

  it('sends late after a stall, and counts the wait in response time but not in service time', async () => {
    const { clock, driver, books } = lane({
      arrivals: arrivalsAt([0, 100_000, 200_000]),
      serviceUs: () => 10_000,
    });
    const done = driver.run(0);
    await clock.runUntil(50_000);
    clock.stall(950_000);
    await clock.runUntil(3e6);
    await done;
    const { response, service, lateness } = books();
    expect(service.maxUs).toBeLessThanOrEqual(950_000);
    expect(response.maxUs).toBe(910_000);
    expect(lateness.maxUs).toBe(900_000);
  });

  it('drops what a stall has made too late, where it was told to', async () => {
    const { clock, driver, sentAtUs, books } = lane({
      arrivals: arrivalsAt([0, 100_000, 950_000, 1_200_000]),
      maxLateUs: 100_000,
    });
    const done = driver.run(0);
    await clock.runUntil(50_000);
    clock.stall(950_000);
    await clock.runUntil(3e6);
    await done;
    expect(sentAtUs).toEqual([0, 1_000_000, 1_200_000]);
    expect(books().outcomes).toMatchObject({ ok: 3, dropped: 1 });
  });

  it('aborts what is still in flight when the drain is over', async () => {
    const { clock, driver, books } = lane({
      arrivals: arrivalsAt([0, 1]),
      serviceUs: (k) => (k === 0 ? 1000 : 1e9),
      drainUs: 2e6,
    });
    const done = driver.run(0);
    await clock.runUntil(5e6);
    await done;
    expect(books().outcomes).toMatchObject({ ok: 1, aborted: 1 });
  });

  it('sends nothing after stop, and waits for what is in flight', async () => {
    const { clock, driver, sentAtUs, books } = lane({
      arrivals: arrivalsAt([0, 100_000, 900_000]),
      serviceUs: () => 500_000,
    });
    const done = driver.run(0);
    await clock.runUntil(200_000);
    driver.stop();
    await clock.runUntil(2e6);
    await done;
    expect(sentAtUs).toEqual([0, 100_000]);
    expect(books().outcomes).toMatchObject({ ok: 2, aborted: 0 });
  });

  it('rejects when a payload cannot be read, instead of dying in a timer', async () => {
    const { driver } = lane({
      arrivals: arrivalsAt([0]),
      payloadOf: () => {
        throw new Error('disk gone');
      },
    });
    await expect(driver.run(0)).rejects.toThrow('disk gone');
  });

  it('balances for any schedule, service time and limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 8 }),
        async (times, services, maxInFlight) => {
          const { clock, driver, books, ticks } = lane({
            arrivals: arrivalsAt([...times].sort((a, b) => a - b)),
            serviceUs: (k) => services[k % services.length] as number,
            maxInFlight,
          });
          const done = driver.run(0);
          await clock.runUntil(10e6);
          await done;
          const { due, outcomes } = books();
          expect(due).toBe(times.length);
          expect(sumOf(outcomes)).toBe(times.length);
          expect(ticks.every(({ endUs }) => endUs % tickUs === 0)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('closed loop', () => {
  const loop = (settings: { concurrency: number; endUs?: number; maxInvocations?: number }) =>
    new ClosedLoop({
      ...settings,
      workload: 0,
      stage: 0,
      startUs: 0,
      payloadOf: (k) => k % 10,
      indexOf: (k) => k,
    });

  it('keeps its concurrency in flight until its time is over', async () => {
    const { clock, driver, ticks, books } = lane({
      loops: [loop({ concurrency: 3, endUs: 1e6 })],
      serviceUs: () => 100_000,
    });
    const done = driver.run(0);
    await clock.runUntil(5e6);
    await done;
    expect(books()).toMatchObject({ due: 30, outcomes: { ok: 30 } });
    expect(Math.max(...ticks.map((tick) => tick.maxInFlight))).toBe(3);
  });

  it('ends by count, exactly', async () => {
    const { clock, driver, books } = lane({
      loops: [loop({ concurrency: 4, maxInvocations: 10 })],
    });
    const done = driver.run(0);
    await clock.runUntil(5e6);
    await done;
    expect(books()).toMatchObject({ due: 10, outcomes: { ok: 10 } });
  });

  const refused: Outcome = {
    kind: 'transportError',
    errorType: 'ECONNREFUSED',
    errorMessage: 'connect ECONNREFUSED',
  };

  it('waits after a transport error: 10 ms at first, twice as long each time, at most a second', async () => {
    const { clock, driver, sentAtUs, books } = lane({
      loops: [loop({ concurrency: 1, endUs: 20e6 })],
      serviceUs: () => 0,
      outcomeOf: () => refused,
    });
    const done = driver.run(0);
    await clock.runUntil(21e6);
    await done;
    const gapsMs = sentAtUs.slice(1).map((at, k) => (at - (sentAtUs[k] as number)) / 1000);
    gapsMs.forEach((gapMs, k) => {
      const longestMs = Math.min(10 * 2 ** k, 1000);
      expect(gapMs).toBeGreaterThanOrEqual(longestMs / 2);
      expect(gapMs).toBeLessThanOrEqual(longestMs);
    });
    expect(books()).toMatchObject({
      due: sentAtUs.length,
      outcomes: { transportError: sentAtUs.length },
    });
    expect(sentAtUs.length).toBeGreaterThan(20);
  });

  it('is back at full speed with the first answer, and its places do not try again in step', async () => {
    const { clock, driver, sentAtUs, books } = lane({
      loops: [loop({ concurrency: 50, endUs: 2e6 })],
      serviceUs: () => 1000,
      outcomeOf: (k) => (k < 100 ? refused : ok),
    });
    const done = driver.run(0);
    await clock.runUntil(3e6);
    await done;
    expect(new Set(sentAtUs.slice(50, 100)).size).toBe(50);
    const { outcomes } = books();
    expect(outcomes.transportError).toBe(100);
    expect(outcomes.ok).toBeGreaterThan(50 * 1900);
  });

  it('reads all answers that are there before it sends the next: none is read late for a request', async () => {
    const { clock, driver, sentAtUs, settleAll, books } = lane({
      loops: [loop({ concurrency: 3, maxInvocations: 6 })],
      serviceUs: () => Number.POSITIVE_INFINITY,
      sendingUs: 7_000,
    });
    const done = driver.run(0);
    await clock.runUntil(100_000);
    expect(sentAtUs).toEqual([0, 7_000, 14_000]);
    settleAll(ok);
    expect(sentAtUs).toHaveLength(3);
    await clock.runUntil(200_000);
    expect(sentAtUs.slice(3)).toEqual([100_000, 107_000, 114_000]);
    settleAll(ok);
    await done;
    // Both times the three were answered at one moment: the second waited 7 ms less, the third 14.
    const { service } = books();
    expect([service.maxUs, service.percentileUs(50), service.minUs]).toEqual([
      100_000,
      expect.closeTo(93_000, -3),
      expect.closeTo(86_000, -3),
    ]);
  });

  it('waits anew after each answer: the failures before it count no longer', async () => {
    const { clock, driver, sentAtUs } = lane({
      loops: [loop({ concurrency: 1, maxInvocations: 9 })],
      serviceUs: () => 0,
      outcomeOf: (k) => (k === 5 ? ok : refused),
    });
    const done = driver.run(0);
    await clock.runUntil(5e6);
    await done;
    const gapsMs = sentAtUs.slice(1).map((at, k) => (at - (sentAtUs[k] as number)) / 1000);
    expect(gapsMs[4]).toBeGreaterThanOrEqual(80);
    expect(gapsMs[5]).toBe(0);
    expect(gapsMs[6]).toBeLessThanOrEqual(10);
  });

  it('whose payload cannot be read ends the lane, with what else was answered in that turn counted', async () => {
    let reads = 0;
    const { clock, driver, settleAll, books } = lane({
      loops: [loop({ concurrency: 3, maxInvocations: 9 })],
      serviceUs: () => Number.POSITIVE_INFINITY,
      payloadOf: () => {
        reads += 1;
        if (reads === 5) throw new Error('row 5 is damaged');
        return { bytes: new Uint8Array(2), sha256: '' };
      },
    });
    const done = driver.run(0).catch((error: Error) => error.message);
    await clock.runUntil(1_000);
    settleAll(ok);
    await clock.runUntil(2_000);
    expect(await done).toBe('row 5 is damaged');
    expect(books()).toMatchObject({ due: 4, outcomes: { ok: 3, aborted: 1 } });
  });

  it('that waits is stopped at once', async () => {
    const { clock, driver, sentAtUs } = lane({
      loops: [loop({ concurrency: 3, endUs: 60e6 })],
      serviceUs: () => 0,
      outcomeOf: () => refused,
    });
    const done = driver.run(0);
    await clock.runUntil(5e6);
    const before = sentAtUs.length;
    driver.stop();
    await done;
    await clock.runUntil(60e6);
    expect(sentAtUs.length).toBe(before);
  });

  it('ends at once where its share of the concurrency is none', async () => {
    const { clock, driver, books } = lane({ loops: [loop({ concurrency: 0, endUs: 1e6 })] });
    const done = driver.run(0);
    await clock.runUntil(1e6);
    await done;
    expect(books().due).toBe(0);
  });
});
