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
    ['p99 < 1s', 'pass', '891 ms'],
    ['p(99)<300', 'fail', '891 ms'],
    ['max <= 901', 'pass', '900 ms'],
    ['service.max == 900ms', 'pass', '900 ms'],
    ['min < 2ms', 'pass', '1.2 ms'],
    ['lateness.p99 < 5ms', 'pass', '200 µs'],
    ['duration.p99 < 9ms', 'fail', '9.5 ms'],
    ['init.p99 <= 350ms', 'pass', '350 ms'],
    ['throttled == 0', 'fail', '1 of 1,000 (0.1 %)'],
    ['throttled != 0', 'pass', '1 of 1,000 (0.1 %)'],
    ['functionError < 0.1%', 'fail', '1 of 1,000 (0.1 %)'],
    ['functionError <= 0.1%', 'pass', '1 of 1,000 (0.1 %)'],
    ['ok >= 99.8%', 'pass', '998 of 1,000 (99.8 %)'],
    ['ok > 99.8%', 'fail', '998 of 1,000 (99.8 %)'],
    ['errors == 1', 'pass', '1 of 1,000 (0.1 %)'],
    ['dropped == 0', 'pass', '0 of 1,000 (0 %)'],
    ['aborted == 0', 'pass', '0 of 1,000 (0 %)'],
    ['coldStarts < 10%', 'pass', '98 of 998 (9.82 %)'],
    ['rate >= 95%', 'pass', '100/s of 100/s asked (100 %)'],
    ['rate >= 101/s', 'fail', '100/s of 100/s asked (100 %)'],
    ['cost < $0.10', 'pass', '$0.00028'],
    ['version 12 is 10%', 'pass', '9.91 % of 999 (99 % interval 7.62–12.6 %, p = 1.0)'],
    [
      'version 12 is 50% of invocations',
      'fail',
      '9.91 % of 999 (99 % interval 7.62–12.6 %, p < 0.001)',
    ],
    ['version 13 is 1%', 'fail', '0 % of 999 (99 % interval 0–0.529 %, p < 0.001)'],
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
    expect(judge('p99 < 1s', accepted, eventPlan).observed).toBe('10.2 ms (of acceptance)');
    expect(judge('lateness.max < 1s', accepted, eventPlan).observed).toBe('200 µs');
  });
});

describe('the verdict of a run', () => {
  const passing = judge('p99 < 1s');
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
