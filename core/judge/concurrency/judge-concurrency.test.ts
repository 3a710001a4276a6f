import { describe, expect, it } from 'vitest';
import type { PlannedWorkload } from '../../measure/run-books.js';
import type { ThrottlingFinding } from './findings.js';
import { judgeConcurrency } from './judge-concurrency.js';
import type { LimitsEvidence } from './limits.js';
import { limitsOf, read, runOf, type Scripted, workloadOf } from './load.fixture.js';

const reservedReason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
const poolReason = 'ConcurrentInvocationLimitExceeded';
const rateReason = 'FunctionInvocationRateLimitExceeded';
const reservedRateReason = 'ReservedFunctionInvocationRateLimitExceeded';

const checkout = [workloadOf('checkout')];

/** So many seconds that are all alike. */
function steady(seconds: number, script: Scripted): Scripted[][] {
  return Array.from({ length: seconds }, () => [script]);
}

function judge(
  seconds: readonly (readonly Scripted[])[],
  peaks: readonly number[],
  limits?: LimitsEvidence,
  workloads: readonly PlannedWorkload[] = checkout,
) {
  return judgeConcurrency({ ...runOf(seconds, workloads, peaks), limits });
}

function firstThrottling(...args: Parameters<typeof judge>): ThrottlingFinding {
  return judge(...args).throttling[0] as ThrottlingFinding;
}

describe('where throttling began', () => {
  const account = { concurrent: 1000, unreserved: 100 };
  const at = (inFlight: number, reason: string): Scripted[][] =>
    steady(6, {
      ...{ served: 5 * inFlight, serviceMs: 200, inFlight },
      ...{ refused: { [reason]: 50 }, firstMs: 110 },
    });

  const cases: [string, string, number, number, LimitsEvidence | undefined, object][] = [
    [
      'reserved, at the limit',
      ...([reservedReason, 10, 11, limitsOf(account, { checkout: 10 })] as const),
      {
        ...{ limit: 'reserved', limitValue: 10, place: 'atLimit', firstS: 0.111, inFlight: 11 },
        ...{ isSampled: false, throughout: { running: 10 } },
      },
    ],
    [
      'reserved, below the limit',
      ...([reservedReason, 20, 21, limitsOf(account, { checkout: 50 })] as const),
      {
        ...{ limit: 'reserved', limitValue: 50, place: 'below' },
        cause: { kind: 'concurrency', provisioned: 0, left: 20 },
      },
    ],
    [
      'reserved, above the limit',
      ...([reservedReason, 30, 31, limitsOf(account, { checkout: 10 })] as const),
      {
        ...{ limit: 'reserved', limitValue: 10, place: 'above' },
        cause: { kind: 'concurrency', isNetworkKnown: false },
      },
    ],
    [
      'reserved at 0',
      ...([reservedReason, 0, 1, limitsOf(account, { checkout: 0 })] as const),
      { limit: 'reserved', limitValue: 0, place: 'atLimit' },
    ],
    [
      'reserved meanwhile',
      ...([reservedReason, 10, 11, limitsOf(account, { checkout: null })] as const),
      {
        ...{ limit: 'reserved', limitValue: null, place: 'unknown' },
        cause: { kind: 'concurrency', isSetMeanwhile: true },
      },
    ],
    [
      'the whole unreserved pool',
      ...([poolReason, 100, 101, limitsOf(account, { checkout: null })] as const),
      {
        ...{ limit: 'unreserved', limitValue: 100, place: 'atLimit' },
        cause: { kind: 'concurrency', isSetMeanwhile: false, provisioned: 0 },
      },
    ],
    [
      'a pool that others eat from',
      ...([poolReason, 60, 61, limitsOf(account, { checkout: null })] as const),
      {
        ...{ limit: 'unreserved', limitValue: 100, place: 'below' },
        cause: { kind: 'concurrency', left: 60 },
      },
    ],
    [
      'nothing known',
      ...([poolReason, 60, 61, undefined] as const),
      { limit: 'unreserved', limitValue: null, place: 'unknown' },
    ],
    [
      'the caller’s rate',
      ...(['CallerRateLimitExceeded', 60, 61, limitsOf(account)] as const),
      {
        ...{ limit: 'callerRate', limitValue: null, place: 'unknown', unit: 'perSecond' },
        // 300 were served and 50 refused in the first second, and 60 were in flight at its end.
        cause: { kind: 'callerRate', sentHz: 410 },
      },
    ],
    [
      'a reason of tomorrow',
      ...(['NewLimitExceeded', 60, 61, limitsOf(account)] as const),
      { limit: 'unknown', limitValue: null, place: 'unknown', cause: { kind: 'unknown' } },
    ],
    [
      'snapshots',
      ...(['ConcurrentSnapshotCreateLimitExceeded', 60, 61, limitsOf(account)] as const),
      { limit: 'snapshots', limitValue: null, place: 'unknown', cause: { kind: 'snapshots' } },
    ],
  ];

  it.each(cases)('%s', (_, reason, held, peak, limits, expected) => {
    const finding = firstThrottling(at(held, reason), [peak], limits);
    expect(finding).toMatchObject({ reason, functions: ['checkout'], count: 300, ...expected });
  });
});

describe('what is in flight and not running', () => {
  it('is taken off: throttles on their way back', () => {
    // 500/s refused, each 40 ms on its way: 20 of the 30 in flight.
    const script = { served: 100, inFlight: 10, refused: { [reservedReason]: 500 }, refusalMs: 40 };
    const limits = limitsOf(undefined, { checkout: 10 });
    expect(firstThrottling(steady(4, script), [30], limits)).toMatchObject({
      ...{ place: 'atLimit', inFlight: 30, refusedInFlight: 20 },
    });
  });

  it('is taken off: the network, as far as REPORTs tell', () => {
    const script = { served: 1000, serviceMs: 30, inFlight: 30, refused: { [reservedReason]: 9 } };
    const limits = limitsOf(undefined, { checkout: 10 });
    const place = (durationMs: number | undefined) =>
      firstThrottling(
        steady(4, durationMs === undefined ? script : { ...script, durationMs }),
        [31],
        limits,
      ).place;
    expect([place(10), place(29), place(undefined)]).toEqual(['atLimit', 'above', 'above']);
  });
});

it('takes no share of the network for a share of another function', () => {
  // 1 ms of 3: the limit may be held for all of the 3, or for the 1.
  const script = { served: 1660, serviceMs: 3, durationMs: 1, inFlight: 5 };
  const seconds = steady(4, { ...script, refused: { [reservedReason]: 9 } });
  const { place } = firstThrottling(seconds, [6], limitsOf(undefined, { checkout: 5 }));
  expect(place).toBe('atLimit');
});

describe('functions that run side by side', () => {
  const two = [workloadOf('checkout'), workloadOf('search')];
  const refused = { [poolReason]: 10 };
  const seconds = Array.from({ length: 4 }, () => [
    { workload: 0, served: 600, inFlight: 60, refused },
    { workload: 1, served: 400, inFlight: 40, refused },
  ]);

  it('share the pool, which they take together', () => {
    const limits = limitsOf({ concurrent: 100, unreserved: 100 }, { checkout: null, search: null });
    const { throttling } = judge(seconds, [102], limits, two);
    expect(throttling).toHaveLength(1);
    expect(throttling[0]).toMatchObject({
      ...{ functions: ['checkout', 'search'], count: 80, place: 'atLimit', isSampled: false },
    });
  });

  it('have their own in flight read at the ends of seconds', () => {
    const own = seconds.map(([checkout, search]) => [
      { ...checkout, refused: { [reservedReason]: 10 } },
      { ...search, refused: {} },
    ]);
    const limits = limitsOf(undefined, { checkout: 60, search: null });
    const { throttling } = judge(own, [102], limits, two);
    expect(throttling).toHaveLength(1);
    expect(throttling[0]).toMatchObject({ functions: ['checkout'], inFlight: 60, isSampled: true });
    expect(throttling[0]).toMatchObject({ place: 'atLimit' });
  });
});

it('is told of the pool too where a reservation was read and is gone', () => {
  const script = { served: 500, serviceMs: 200, inFlight: 100, refused: { [poolReason]: 9 } };
  const limits = limitsOf({ concurrent: 100, unreserved: 80 }, { checkout: 20 });
  expect(judge(steady(4, script), [101], limits).throttling).toMatchObject([
    { functions: ['checkout'], limit: 'unreserved', limitValue: 80, place: 'above' },
  ]);
});

it('blames no other where only chance hides the peaks', () => {
  const two = [workloadOf('checkout'), workloadOf('search')];
  const place = (running: number) => {
    const checkout = { served: 10 * running, inFlight: running, refused: { [reservedReason]: 1 } };
    const seconds = Array.from({ length: 4 }, () => [checkout, { workload: 1, served: 1 }]);
    return firstThrottling(seconds, [200], limitsOf(undefined, { checkout: 100 }), two).place;
  };
  expect([place(60), place(80), place(99)]).toEqual(['below', 'atLimit', 'atLimit']);
});

describe('a throttle for a rate', () => {
  it('is the request-rate rule where so much is admitted', () => {
    const script = { served: 50, serviceMs: 10, refused: { [rateReason]: 50 } };
    const limits = limitsOf({ concurrent: 5, unreserved: 5 }, { checkout: null });
    expect(firstThrottling(steady(5, script), [2], limits)).toMatchObject({
      ...{ limit: 'requestRate', limitValue: 50, unit: 'perSecond', place: 'atLimit' },
      throughout: { seconds: 3, admittedHz: 50 },
      cause: {
        ...{ kind: 'requestRate', of: 'account', concurrency: 5, requestsPerConcurrency: 10 },
        admittedHz: 50,
      },
    });
  });

  it('is the rule of the reserved concurrency for its reason', () => {
    const script = { served: 100, serviceMs: 10, refused: { [reservedRateReason]: 50 } };
    const limits = limitsOf({ concurrent: 5, unreserved: 5 }, { checkout: 10 });
    expect(firstThrottling(steady(5, script), [2], limits)).toMatchObject({
      ...{ limit: 'requestRate', limitValue: 100 },
      cause: { of: 'function', concurrency: 10, admittedHz: 100 },
    });
  });

  const growing = (perS: number): Scripted[][] =>
    Array.from({ length: 8 }, (_, second) => [
      {
        ...{ served: 20, serviceMs: 1500, inFlight: 1000 + perS * second },
        refused: { [rateReason]: 200 },
      },
    ]);
  const limits = limitsOf({ concurrent: 10_000, unreserved: 10_000 }, { checkout: null });

  it('is the scaling rate where what is in flight grows by it', () => {
    const finding = firstThrottling(growing(100), [1001], limits);
    expect(finding).toMatchObject({ limit: 'scalingRate', limitValue: 100, place: 'atLimit' });
    const cause = { kind: 'scalingRate', environments: 1000, perS: 10, growthHz: 100 };
    expect(finding.cause).toEqual(cause);
  });

  it('is left undecided where neither rule explains it', () => {
    const finding = firstThrottling(growing(0), [1001], limits);
    expect(finding).toMatchObject({ limit: 'unknown', limitValue: null, place: 'unknown' });
    expect(finding.cause).toMatchObject({ kind: 'someRate', why: 'neither', growthHz: 0 });
  });

  it('is left undecided where it lasts a second', () => {
    const finding = firstThrottling([[{ served: 1, refused: { [rateReason]: 5 } }]], [2], limits);
    const cause = { kind: 'someRate', why: 'tooShort' };
    expect(finding).toMatchObject({ limit: 'unknown', throughout: null, cause });
  });
});

describe('provisioned concurrency', () => {
  const live = [workloadOf('checkout', { qualifier: 'live' })];
  const limits = limitsOf(undefined, { checkout: null }, { 'checkout:live': 5 });
  const used = (script: Scripted, peak: number, more = limits) =>
    judge(steady(4, script), [peak], more, live).provisioned[0];

  it('holds what stays within it', () => {
    expect(used({ served: 20, durationMs: 99 }, 4)).toMatchObject({
      ...{ spillover: 'held', requested: 5, peakInFlight: 4, isSampled: false, coldStarts: 0 },
      details: { beyond: 0 },
    });
  });

  it('spills over beyond it, and starts cold there', () => {
    expect(used({ served: 40, durationMs: 99, cold: 2 }, 9)).toMatchObject({
      ...{ spillover: 'spilled', coldStarts: 8, reports: 160 },
      details: { beyond: 4, initP50Us: 300_000, isInitBefore: false },
    });
  });

  it('is not spilled by what is refused, nor by a little more in flight', () => {
    const refused = { [reservedReason]: 300 };
    const script = { served: 50, serviceMs: 100, durationMs: 99, inFlight: 5, refused };
    expect(used(script, 40)).toMatchObject({ spillover: 'held', peakInFlight: 40 });
    expect(used({ ...script, refused: {} }, 6)?.spillover).toBe('held');
    expect(used({ ...script, refused: {} }, 8)?.spillover).toBe('spilled');
  });

  it('spills over by its request rate too', () => {
    expect(used({ served: 80, serviceMs: 41, durationMs: 40, cold: 1 }, 5)).toMatchObject({
      spillover: 'spilled',
      details: { beyond: 0, peakHz: 80, requestsPerConcurrency: 10 },
    });
  });

  it('is not spilled by an init that was over before', () => {
    const script = { served: 5, durationMs: 99, cold: 1, isInitBefore: true };
    expect(used(script, 4)).toMatchObject({ spillover: 'held', details: { isInitBefore: true } });
  });

  it('needs REPORTs to be known', () => {
    expect(used({ served: 20 }, 4)).toMatchObject({ spillover: 'unknown', reports: 0 });
  });

  it('says what was not ready', () => {
    const config = { requested: 5, allocated: 2, available: 2, status: 'IN_PROGRESS' };
    const provisioned = [{ functionName: 'checkout', qualifier: 'live', config: read(config) }];
    const finding = used({ served: 20, durationMs: 99 }, 4, { ...limits, provisioned });
    expect(finding).toMatchObject({ requested: 5, allocated: 2, status: 'IN_PROGRESS' });
  });
});

describe('what the load needed', () => {
  it('is Little’s law beside what was in flight', () => {
    const [demand] = judge(steady(10, { served: 100, serviceMs: 200, inFlight: 20 }), [21]).demand;
    // The 20 that wait at the end came due in the first second.
    expect(demand?.whole).toMatchObject({ fromS: 0, toS: 10, arrivalHz: 102, serviceMs: 200 });
    expect(demand?.whole).toMatchObject({ needed: 20.4, meanInFlight: 20, peakInFlight: 21 });
    expect(demand?.details).toEqual({
      ...{ isClosed: false, isBusierApart: false, wholeGap: null, busiestGap: null },
    });
  });

  it('tells the busiest five seconds apart', () => {
    const calm = steady(10, { served: 10, inFlight: 1 });
    const busy = steady(5, { served: 200, inFlight: 20 });
    const [demand] = judge([...calm, ...busy, ...calm], [21]).demand;
    expect(demand?.busiest).toMatchObject({ fromS: 10, toS: 15 });
    expect(demand?.busiest.needed).toBeCloseTo(20.38);
    expect(demand?.details.isBusierApart).toBe(true);
  });

  it('says that the rest was throttled, or not sent', () => {
    const script = { served: 50, serviceMs: 200, inFlight: 10 };
    const gap = (more: Scripted) =>
      judge(steady(8, { ...script, ...more }), [11]).demand[0]?.details.wholeGap;
    const refused = { [reservedReason]: 50 };
    expect(gap({ refused })).toBe('throttled');
    expect(gap({ dropped: 50 })).toBe('notSent');
    expect(gap({ refused, dropped: 50 })).toBe('throttledOrNotSent');
    expect(gap({})).toBeNull();
  });

  it('counts neither the drain nor a run that served nothing', () => {
    const drained = [...steady(4, { served: 10, inFlight: 1 }), [{ served: 1 }], [{}]];
    expect(judge(drained, [2]).demand[0]?.whole).toMatchObject({ fromS: 0, toS: 4 });
    expect(judge(steady(3, { refused: { [reservedReason]: 5 } }), [1]).demand).toEqual([]);
  });

  it('is no need of a closed loop', () => {
    const stages = [{ name: 'loop', startS: 0, peakHz: 0, concurrency: 20 }];
    const [demand] = judge(
      steady(4, { served: 100, serviceMs: 200, inFlight: 20 }),
      [20],
      undefined,
      [workloadOf('checkout', { stages })],
    ).demand;
    expect(demand?.details.isClosed).toBe(true);
  });
});

describe('what is not known', () => {
  it('is a note for each limit that may not be read', () => {
    const { notes } = judge(steady(1, { served: 1 }), [1], limitsOf(undefined));
    const why = 'not allowed to call lambda:GetAccountSettings';
    expect(notes).toEqual([{ kind: 'noAccountLimit', why }]);
  });

  it('is one note for an endpoint without a control plane', () => {
    const why = 'the endpoint does not know GetAccountSettings (status 404)';
    const unknown = { kind: 'unreadable', cause: 'noControlPlane', why } as const;
    const limits = {
      ...limitsOf(undefined),
      account: unknown,
      functions: [{ functionName: 'checkout', reserved: unknown }],
    };
    expect(judge(steady(1, { served: 1 }), [1], limits).notes).toEqual([{ kind: 'noLimits', why }]);
    const some = { ...limits, functions: limitsOf(undefined, { checkout: 5 }).functions };
    expect(judge(steady(1, { served: 1 }), [1], some).notes).toEqual([
      { kind: 'noAccountLimit', why },
    ]);
  });

  it('is when an Event runs', () => {
    const events = [workloadOf('checkout', { invocationType: 'Event' })];
    const { notes, demand } = judge(steady(2, { served: 9 }), [1], undefined, events);
    expect(demand).toEqual([]);
    expect(notes).toEqual([{ kind: 'unawaited', invocationType: 'Event' }]);
  });
});
