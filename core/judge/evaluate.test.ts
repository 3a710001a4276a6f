import { describe, expect, it } from 'vitest';
import type { PlannedWorkload } from '../measure/run-books.js';
import { type Batch, booksOf, functionError, ok, planOf, throttled } from './books.fixture.js';
import { evaluate } from './evaluate.js';
import { parseExpectation } from './expectation.js';
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

describe('evaluating', () => {
  it.each<[string, VerdictKind, string]>([
    ['p95 < 1s', 'pass', '851 ms'],
    ['p99 < 1s', 'inconclusive', '891 ms of 999: p99 needs 1,000'],
    ['p(99)<300', 'fail', '891 ms'],
    ['p99 < 890ms', 'inconclusive', '891 ms of 999: p99 needs 1,000'],
    ['med < 1s', 'pass', '401 ms'],
    ['p99.9 > 10s', 'inconclusive', '900 ms of 999: p99.9 needs 10,000'],
    ['p90 > 10s', 'fail', '801 ms'],
    ['p(100) < 1s', 'pass', '900 ms'],
    ['max <= 901', 'pass', '900 ms'],
    ['service.max == 900ms', 'pass', '900 ms'],
    ['min < 2ms', 'pass', '1.2 ms'],
    ['lateness.p99 < 5ms', 'pass', '200 µs'],
    ['billed.max <= 10ms', 'pass', '10 ms'],
    ['memory.p90 < 140MB', 'pass', '131 MB of 512 MB (25.6%)'],
    ['memory.max < 25%', 'fail', '131 MB of 512 MB (25.6%)'],
    ['count == 1000', 'pass', '1,000 of 1,000 (100%)'],
    ['throttled(CallerRateLimitExceeded) == 0', 'pass', '0 of 1,000 (0%)'],
    ['duration.p99 < 9ms', 'fail', '9.5 ms'],
    ['duration.p50 of version(12) < 9ms', 'fail', '9.5 ms'],
    ['init.p90 <= 350ms', 'inconclusive', '350 ms of 98: init.p90 needs 100'],
    ['init.max <= 350ms', 'pass', '350 ms'],
    ['throttled == 0', 'fail', '1 of 1,000 (0.1%)'],
    ['throttled != 0', 'pass', '1 of 1,000 (0.1%)'],
    ['functionError < 0.1%', 'fail', '1 of 1,000 (0.1%)'],
    ['functionError <= 0.1%', 'pass', '1 of 1,000 (0.1%)'],
    ['ok >= 99.8%', 'pass', '998 of 1,000 (99.8%)'],
    ['ok > 99.8%', 'fail', '998 of 1,000 (99.8%)'],
    ['errors == 1', 'pass', '1 of 1,000 (0.1%)'],
    ['dropped == 0', 'pass', '0 of 1,000 (0%)'],
    ['aborted == 0', 'pass', '0 of 1,000 (0%)'],
    ['coldStarts < 10%', 'pass', '98 of 998 (9.82%)'],
    ['rate >= 95%', 'pass', '100/s of 100/s asked (100%)'],
    ['rate >= 101/s', 'fail', '100/s of 100/s asked (100%)'],
    ['cost < $0.10', 'pass', '$0.00028'],
    ['version 12 is 10%', 'pass', '9.91% of 999 (99% interval 7.62–12.6%, p = 1.0)'],
    [
      'version 12 is 50% of invocations',
      'fail',
      '9.91% of 999 (99% interval 7.62–12.6%, p < 0.001)',
    ],
    ['version 13 is 1%', 'fail', '0% of 999 (99% interval 0–0.529%, p < 0.001)'],
  ])('%s: %s, for %s', (text, verdict, observed) => {
    expect(judge(text)).toMatchObject({ text, verdict, observed });
  });

  it.each([
    ['p99 < 1s', 'no data: no invocation was served'],
    ['duration.p99 < 1s', 'no data: no answer had a REPORT (see log: Tail)'],
    ['init.p99 < 1s', 'no data: no answer reported a cold start (see log: Tail)'],
    ['coldStarts == 0', 'no data: no answer had a REPORT (see log: Tail)'],
    ['version 12 is 10%', 'no data: no answer named the version that ran'],
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
    expect(judge('max < 1s', accepted, eventPlan).observed).toBe('10.2 ms (of acceptance)');
    expect(judge('lateness.max < 1s', accepted, eventPlan).observed).toBe('200 µs');
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

  it.each<[string, VerdictKind, string]>([
    ['p95 of stage("peak") > 100ms', 'pass', '200 ms'],
    ['p95 of stage(calm) < 100ms', 'pass', '20.2 ms'],
    ['p95 of workload(\'orders\') stage("calm") < 100ms', 'pass', '20.2 ms'],
    ['p95 of function("checkout") < 300ms', 'pass', '200 ms'],
    ['p95 of cold < 100ms', 'pass', '20.2 ms'],
    ['p95 of stage("peak") warm < 100ms', 'fail', '200 ms'],
    ['memory.max of version(11) < 200MB', 'pass', '131 MB of 512 MB (25.6%)'],
    ['max of version(13) < 1s', 'noData', 'no data: no invocation was served'],
    ['max of version(12) cold < 1s', 'noData', 'no data: no invocation was served'],
    ['throttled of stage("peak") < 5%', 'fail', '50 of 500 (10%)'],
    ['throttled(CallerRateLimitExceeded) of stage("peak") == 50', 'pass', '50 of 500 (10%)'],
    ['ok of version(12) == 100%', 'pass', '450 of 450 (100%)'],
    ['rate of stage("peak") >= 99%', 'pass', '100/s of 100/s asked (100%)'],
    ['errors of stage("gone") == 0', 'noData', 'no data: the run has no stage "gone"'],
  ])('%s: %s, for %s', (text, verdict, observed) => {
    expect(judge(text, halves, plan)).toMatchObject({ text, verdict, observed });
  });

  it('of a run that was cut off has percentages of what came due', () => {
    const books = booksOf(halves.slice(1), plan, 'interrupted');
    const [verdict] = evaluate([parseExpectation('throttled < 10%')], books);
    expect(verdict).toMatchObject({ verdict: 'fail', observed: '50 of 500 (10%)' });
  });
});

describe('the verdict of a run', () => {
  const passing = judge('p95 < 1s');
  const failing = judge('p99 < 1ms');
  const finished = booksOf(batches);

  it('fails with any expectation that failed or had no data', () => {
    expect(runVerdict([], finished)).toBe('pass');
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
