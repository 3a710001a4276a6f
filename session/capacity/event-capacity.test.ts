import { describe, expect, it } from 'vitest';
import { fn, synthetic } from '../../local/test-lambda.fixture.js';
import { limitText } from '../../results/document/wording/capacity.js';
import {
  type EventServer,
  exponential,
  firstComeFirstServed,
  localQueue,
  searchEvents,
  type VirtualEvents,
} from './virtual-events.fixture.js';

const taking = (ms: number) =>
  synthetic({ latency: { p50Ms: ms, p99Ms: ms }, coldStart: { p50Ms: 0, p99Ms: 0 } });
const local = (reserved: number, ms: number) =>
  localQueue(fn({ reserved, versions: { $LATEST: taking(ms) } }));
const slo = 'throttled == 0';

/** The knee of each is known: environments over duration. */
const cases: [name: string, given: () => VirtualEvents, kneeHz: number][] = [
  ['4 environments of 100 ms', () => ({ slo, serve: firstComeFirstServed(4, () => 0.1) }), 40],
  [
    '4 environments of 100 ms, exponential, Poisson arrivals',
    () => ({ slo, isPoisson: true, serve: firstComeFirstServed(4, exponential(0.1, 7)) }),
    40,
  ],
  [
    '1 environment of 250 ms',
    () => ({ slo, from: 1, serve: firstComeFirstServed(1, () => 0.25) }),
    4,
  ],
  ['throttles that back off, 4 environments of 100 ms', () => ({ slo, serve: local(4, 100) }), 40],
];

describe('a search by events finds the rate at which the backlog does not grow, of', () => {
  it.each(cases)(
    '%s',
    async (_name, given, kneeHz) => {
      const report = await searchEvents(given());
      const { sustainable, limit, verdict } = report;
      expect(verdict).toBe('pass');
      expect(Math.abs((sustainable?.rateHz ?? 0) / kneeHz - 1)).toBeLessThanOrEqual(0.05);
      expect(sustainable?.lowHz).toBeLessThanOrEqual(kneeHz * 1.001);
      expect(sustainable?.highHz).toBeGreaterThanOrEqual(kneeHz * 0.999);
      expect(limit.kind).toBe('throughput');
      expect(Math.abs((limit.value ?? 0) / kneeHz - 1)).toBeLessThanOrEqual(0.05);
    },
    60_000,
  );

  it('throttles that back off under Poisson arrivals: less, since what waits out a pause leaves environments idle', async () => {
    const given = { slo, from: 20, isPoisson: true, serve: local(4, 100) };
    const { sustainable, steps } = await searchEvents({ ...given, times: { measureS: 60 } });
    // Pauses double: where a third of all attempts is throttled, waits have a tail that builds up for hours.
    expect(sustainable?.rateHz).toBeGreaterThan(20);
    expect(sustainable?.rateHz).toBeLessThanOrEqual(40);
    expect(steps.some(({ why }) => why.some(({ kind }) => kind === 'eventBacklog'))).toBe(true);
  }, 60_000);
});

describe('a step of events', () => {
  it('breaks by a trend of what waits, and says from what age to what', async () => {
    const serve = firstComeFirstServed(4, () => 0.1);
    const { steps, limit } = await searchEvents({ slo, from: 80, max: 80, serve });
    const broken = steps.find(({ level }) => level === 80);
    const [backlog] = broken?.why ?? [];
    expect(broken?.result).toBe('broke');
    // 40 of 80 a second are left, from the eleventh second to the fortieth.
    const { fromAgeUs = 0, toAgeUs = 0 } = backlog?.kind === 'eventBacklog' ? backlog : {};
    expect([fromAgeUs / 1e6, toAgeUs / 1e6].map((each) => each.toFixed(1))).toEqual([
      '5.5',
      '20.0',
    ]);
    expect(broken?.events).toMatchObject({ mostWaiting: 1600, attemptsEach: 1, pending: 0 });
    expect(broken?.busy).toBeCloseTo(4, 1);
    expect(limitText(limit)).toMatch(
      /^no more than 40\/s start, and the rest waits: events waited/,
    );
  });

  it('breaks by what is expected of its events, where their backlog does not grow', async () => {
    const serve = firstComeFirstServed(4, () => 0.1);
    const given = { from: 20, max: 20, precision: 0.5, serve };
    const tight = await searchEvents({ ...given, slo: 'async.endToEnd.p99 < 50ms' });
    expect(tight).toMatchObject({ verdict: 'fail', limit: { kind: 'latency' } });
    const wide = await searchEvents({
      ...given,
      slo: 'async.endToEnd.p99 < 1s, async.failed == 0',
    });
    expect(wide).toMatchObject({ verdict: 'pass', sustainable: { rateHz: 20 } });
  });

  it('says that retries will take their share, where failed events are tried again after it', async () => {
    const serve: EventServer = (sentS) =>
      sentS.map((sent, i) => {
        const first = { startS: sent, endS: sent + 0.1 };
        if (i % 4 > 0) return { sentS: sent, attempts: [first], endToEndUs: 1e5 };
        const second = { startS: sent + 60, endS: sent + 60.1 };
        return { sentS: sent, attempts: [first, second], endToEndUs: 60.1e6 };
      });
    const { warnings } = await searchEvents({ slo, from: 20, max: 20, serve });
    expect(warnings).toContainEqual({ kind: 'retriedLater', attemptsEach: 1.25, rateHz: 16 });
  });
});
