import { describe, expect, it } from 'vitest';
import { defined } from '../base/defined.js';
import type { PlannedWorkload } from '../measure/run-books.js';
import { type Batch, booksOf, functionError, ok, planOf, throttled } from './books.fixture.js';
import { evaluate } from './evaluate.js';
import { parseExpectation } from './expectation.js';
import type { Dimension } from './metrics.js';
import { exitCodeOf, runVerdict, type VerdictKind } from './verdict.js';

/** 1,000 planned: 900 ok of version 11 (1 to 900 ms), 98 of 12 (10 ms), an error and a throttle. */
const batches: Batch[] = [
  { count: 900, outcome: ok('11', {}), msOf: (n) => n + 1 },
  { count: 98, outcome: ok('12', { initDurationMs: 350 }) },
  { count: 1, outcome: functionError('12', 'TypeError', 'x is undefined') },
  { count: 1, outcome: throttled('ReservedFunctionConcurrentInvocationLimitExceeded') },
];

function judge(text: string, of: Batch[] = batches, plan: PlannedWorkload[] = planOf(of)) {
  const [verdict] = evaluate([parseExpectation(text)], booksOf(of, plan));
  if (!verdict) throw new Error('no verdict');
  return verdict;
}

/** What was observed, as data. */
const seen = (dimension: Dimension) => (value: number, whole?: number) => ({
  ...{ kind: 'value', dimension, value },
  ...defined({ whole }),
});
const [time, memory, count, rate] = [seen('time'), seen('memory'), seen('count'), seen('rate')];
const money = seen('money');
const tooFew = (value: number, metric: string, samples: number, needed: number) => ({
  ...time(value),
  tooFew: { metric, samples, needed },
});

describe('evaluating', () => {
  it.each<[string, VerdictKind, object]>([
    ['p95 < 1s', 'pass', time(851_455)],
    ['p99 < 1s', 'inconclusive', tooFew(891_391, 'p99', 999, 1000)],
    ['p(99)<300', 'fail', time(891_391)],
    ['p99 < 890ms', 'inconclusive', tooFew(891_391, 'p99', 999, 1000)],
    ['med < 1s', 'pass', time(401_407)],
    ['p99.9 > 10s', 'inconclusive', tooFew(900_200, 'p99.9', 999, 10_000)],
    ['p90 > 10s', 'fail', time(801_279)],
    ['p(100) < 1s', 'pass', time(900_200)],
    ['max <= 901', 'pass', time(900_200)],
    ['service.max == 900ms', 'pass', time(900_000)],
    ['min < 2ms', 'pass', time(1200)],
    ['lateness.p99 < 5ms', 'pass', time(200)],
    ['billed.max <= 10ms', 'pass', time(10_000)],
    ['memory.p90 < 140MB', 'pass', memory(131, 512)],
    ['memory.max < 25%', 'fail', memory(131, 512)],
    ['count == 1000', 'pass', count(1000, 1000)],
    ['throttled(CallerRateLimitExceeded) == 0', 'pass', count(0, 1000)],
    ['duration.p99 < 9ms', 'fail', time(9500)],
    ['duration.p50 of version(12) < 9ms', 'fail', time(9500)],
    ['init.p90 <= 350ms', 'inconclusive', tooFew(350_000, 'init.p90', 98, 100)],
    ['init.max <= 350ms', 'pass', time(350_000)],
    ['throttled == 0', 'fail', count(1, 1000)],
    ['throttled != 0', 'pass', count(1, 1000)],
    ['functionError < 0.1%', 'fail', count(1, 1000)],
    ['functionError <= 0.1%', 'pass', count(1, 1000)],
    ['ok >= 99.8%', 'pass', count(998, 1000)],
    ['ok > 99.8%', 'fail', count(998, 1000)],
    ['errors == 1', 'pass', count(1, 1000)],
    ['dropped == 0', 'pass', count(0, 1000)],
    ['aborted == 0', 'pass', count(0, 1000)],
    ['coldStarts < 10%', 'pass', count(98, 998)],
    ['rate >= 95%', 'pass', rate(100, 100)],
    ['rate >= 101/s', 'fail', rate(100, 100)],
    // 998 REPORTs of 999 served: what the last ran for is not known, and may be anything.
    [
      'cost < $0.10',
      'inconclusive',
      { ...money(0.000282966833), knownOf: { known: 998, of: 999 } },
    ],
    ['cost < $0.0002', 'fail', money(0.000282966833)],
    ['cost <= $0.0002', 'fail', money(0.000282966833)],
    ['cost > $0.0002', 'pass', money(0.000282966833)],
    ['cost >= $0.0002', 'pass', money(0.000282966833)],
    ['cost > $0.10', 'inconclusive', money(0.000282966833)],
    ['cost == $0.0002', 'fail', money(0.000282966833)],
    ['version 12 is 10%', 'pass', { kind: 'share', count: 99 }],
    ['version 12 is 50% of invocations', 'fail', { kind: 'share', count: 99 }],
    ['version 13 is 1%', 'fail', { kind: 'share', count: 0 }],
  ])('%s: %s, for %j', (text, verdict, observed) => {
    expect(judge(text)).toMatchObject({ text, verdict, observed });
  });

  it.each([
    ['p99 < 1s', { kind: 'noData', why: 'notServed' }],
    ['duration.p99 < 1s', { kind: 'noData', why: 'noReport' }],
    ['init.p99 < 1s', { kind: 'noData', why: 'noColdStart' }],
    ['coldStarts == 0', { kind: 'noData', why: 'noReport' }],
    ['version 12 is 10%', { kind: 'noData', why: 'noVersion' }],
  ])('%s: no data is a failure where everything was refused', (text, observed) => {
    const refused = [{ count: 5, outcome: throttled('CallerRateLimitExceeded') }];
    expect(judge(text, refused)).toMatchObject({ verdict: 'noData', observed });
  });

  it.each([
    'throttled == 0',
    'ok >= 0%',
    'errors == 0',
    'rate >= 0%',
    'lateness.p99 < 5ms',
    'cost < $1',
  ])('%s: no data is a failure where nothing was sent', (text) => {
    const [plan] = planOf([{ count: 10, outcome: ok('1') }]);
    const books = booksOf([], plan ? [plan] : [], 'interrupted');
    expect(evaluate([parseExpectation(text)], books)[0]?.verdict).toBe('noData');
  });

  it('says that the latency of Event invocations is of acceptance', () => {
    const accepted = [{ count: 10, outcome: ok() }];
    const [plan] = planOf(accepted);
    if (!plan) throw new Error('no plan');
    const eventPlan = [{ ...plan, invocationType: 'Event' }];
    const observed = { ...time(10_200), isOfAcceptance: true };
    expect(judge('max < 1s', accepted, eventPlan).observed).toEqual(observed);
    expect(judge('lateness.max < 1s', accepted, eventPlan).observed).toEqual(time(200));
  });
});

describe('a part of a run', () => {
  const stage = { planned: 500, durationS: 5, peakHz: 100 };
  const plan: PlannedWorkload[] = [
    {
      name: 'orders',
      functionName: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout',
      invocationType: 'RequestResponse',
      stages: [
        { ...stage, name: 'calm', startS: 0 },
        { ...stage, name: 'peak', startS: 5 },
      ],
    },
  ];
  const halves: Batch[] = [
    { count: 500, outcome: ok('11', { initDurationMs: 5 }), msOf: () => 20 },
    { count: 450, stage: 1, outcome: ok('12', { maxMemoryUsedMb: 400 }), msOf: () => 200 },
    { count: 50, stage: 1, outcome: throttled('CallerRateLimitExceeded') },
  ];

  it.each<[string, VerdictKind, object]>([
    ['p95 of stage("peak") > 100ms', 'pass', time(200_200)],
    ['p95 of stage(calm) < 100ms', 'pass', time(20_200)],
    ['p95 of workload(\'orders\') stage("calm") < 100ms', 'pass', time(20_200)],
    ['p95 of function("checkout") < 300ms', 'pass', time(200_200)],
    ['p95 of cold < 100ms', 'pass', time(20_200)],
    ['p95 of stage("peak") warm < 100ms', 'fail', time(200_200)],
    ['memory.max of version(11) < 200MB', 'pass', memory(131, 512)],
    ['max of version(13) < 1s', 'noData', { kind: 'noData', why: 'notServed' }],
    ['max of version(12) cold < 1s', 'noData', { kind: 'noData', why: 'notServed' }],
    ['throttled of stage("peak") < 5%', 'fail', count(50, 500)],
    ['throttled(CallerRateLimitExceeded) of stage("peak") == 50', 'pass', count(50, 500)],
    ['ok of version(12) == 100%', 'pass', count(450, 450)],
    ['rate of stage("peak") >= 99%', 'pass', rate(100, 100)],
    [
      'errors of stage("gone") == 0',
      'noData',
      { kind: 'noData', why: 'noSuchPart', scope: { stage: 'gone' } },
    ],
  ])('%s: %s, for %j', (text, verdict, observed) => {
    expect(judge(text, halves, plan)).toMatchObject({ text, verdict, observed });
  });

  it('of a run that was cut off has percentages of what came due', () => {
    const books = booksOf(halves.slice(1), plan, 'interrupted');
    const [verdict] = evaluate([parseExpectation('throttled < 10%')], books);
    expect(verdict).toMatchObject({ verdict: 'fail', observed: count(50, 500) });
  });
});

describe('the verdict of a run', () => {
  const passing = judge('p95 < 1s');
  const failing = judge('p99 < 1ms');
  const finished = booksOf(batches);

  it('fails with any expectation that failed or had no data', () => {
    expect(runVerdict([], finished)).toBe('none');
    expect(runVerdict([passing], finished)).toBe('pass');
    expect(runVerdict([passing, failing], finished)).toBe('fail');
    expect(runVerdict([{ ...passing, verdict: 'noData' }], finished)).toBe('fail');
    expect(runVerdict([{ ...passing, verdict: 'inconclusive' }], finished)).toBe('inconclusive');
  });

  it('is inconclusive for a run that was cut off, unless what it showed fails', () => {
    const interrupted = booksOf(batches, planOf(batches), 'interrupted');
    expect(runVerdict([passing], interrupted)).toBe('inconclusive');
    expect(runVerdict([failing], interrupted)).toBe('fail');
  });

  it('fails when the books of a finished run do not balance', () => {
    const missing = booksOf(batches.slice(1), planOf(batches));
    expect(missing.isBalanced).toBe(false);
    expect(runVerdict([passing], missing)).toBe('fail');
  });

  it('becomes an exit code, where how it ended comes first', () => {
    expect(exitCodeOf('finished', 'pass')).toBe(0);
    expect(exitCodeOf('finished', 'fail')).toBe(99);
    expect(exitCodeOf('finished', 'inconclusive')).toBe(100);
    expect(exitCodeOf('interrupted', 'fail')).toBe(105);
    expect(exitCodeOf('aborted', 'inconclusive')).toBe(108);
  });
});
