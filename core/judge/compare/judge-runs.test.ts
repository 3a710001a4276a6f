import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { LatencyHistogram } from '../../measure/histogram.js';
import { booksOf, functionError, ok, throttled } from '../books.fixture.js';
import { normalQuantile } from '../statistics/normal.js';
import { tolerances } from './answers.fixture.js';
import { judgeRuns } from './judge-runs.js';
import { type RunSide, runSide } from './run-side.js';

/** A run of its own: log-normal latencies in a histogram, and errors. */
function side(seed: number, n: number, slowdown = 0, errors = 0): RunSide {
  const warm = new LatencyHistogram();
  const random = createRandom(seed, 'side');
  for (let i = 0; i < n; i++) {
    warm.record(40_000 * (1 + slowdown) * Math.exp(0.4 * normalQuantile(random())));
  }
  const none = { count: 0, of: n };
  return {
    warm,
    ttfb: new LatencyHistogram(),
    errors: { count: errors, of: n },
    coldStarts: { ...none, initP50Us: null },
    throttled: none,
    notSent: none,
  };
}

function verdicts(old: RunSide, now: RunSide, changes = {}) {
  const { verdict, metrics } = judgeRuns(old, now, tolerances(changes));
  return [verdict, ...metrics.map((metric) => `${metric.name} ${metric.verdict}`)];
}

describe('two runs of their own', () => {
  it('pass where nothing is worse, responses aside', () => {
    expect(verdicts(side(1, 20_000), side(2, 20_000))).toEqual([
      'pass',
      ...['latency pass', 'p50 pass', 'p90 pass', 'p99 pass', 'errors pass'],
    ]);
  });

  it('that are identical differ by exactly 0, within 0', () => {
    const once = side(3, 700);
    const { metrics } = judgeRuns(once, once, tolerances({ metrics: ['latency', 'p50', 'p90'] }));
    expect(metrics.map(({ estimate }) => estimate)).toEqual([0, 0, 0]);
    const constant = { ...side(1, 0), warm: new LatencyHistogram() };
    for (let i = 0; i < 99; i++) constant.warm.record(41_234);
    const same = judgeRuns(constant, constant, tolerances({ metrics: ['latency', 'p90'] }));
    expect(same.metrics.map(({ low, high }) => [low, high])).toEqual([
      [0, 0],
      [null, null],
    ]);
  });

  it('fail what is slower and fails more', () => {
    const [verdict, ...metrics] = verdicts(side(1, 8000), side(2, 8000, 0.2, 60));
    expect(verdict).toBe('fail');
    expect(metrics).toEqual(
      expect.arrayContaining(['latency fail', 'p50 fail', 'p90 fail', 'errors fail']),
    );
  });

  it('are inconclusive with too little, and say how much would do', () => {
    const { verdict, pairsNeeded, pairs } = judgeRuns(side(1, 300), side(2, 250), tolerances());
    expect([verdict, pairs]).toEqual(['inconclusive', 250]);
    expect(pairsNeeded).toBeGreaterThan(3000);
    expect(verdicts(side(1, 0), side(2, 0))[0]).toBe('inconclusive');
  });

  it('raise false alarms no more often than alpha, with no tolerance at all', () => {
    const strict = { maxSlowdown: 0, maxErrorIncrease: 0 };
    let alarms = 0;
    for (let i = 0; i < 100; i++) {
      const random = createRandom(i, 'errors');
      const errors = () => Array.from({ length: 500 }).filter(() => random() < 0.02).length;
      const [old, now] = [errors(), errors()];
      const [verdict] = verdicts(side(2 * i, 500, 0, old), side(2 * i + 1, 500, 0, now), strict);
      if (verdict === 'fail') alarms++;
    }
    // P(Binomial(100, 0.05) > 10) is 1%.
    expect(alarms).toBeLessThanOrEqual(10);
  });
});

describe('the side of a run', () => {
  it('is of warm invocations, and of what ran', () => {
    const books = booksOf([
      { count: 90, outcome: ok('1', {}), msOf: () => 20 },
      { count: 5, outcome: ok('1', { initDurationMs: 300 }), msOf: () => 350 },
      { count: 3, outcome: functionError('1', 'E', 'no') },
      { count: 2, outcome: throttled('ReservedFunctionConcurrentInvocationLimitExceeded') },
    ]);
    const { warm, errors, coldStarts, throttled: refused } = runSide(books);
    expect([warm.maxUs, errors, refused]).toEqual([
      20_000,
      { count: 3, of: 98 },
      { count: 2, of: 100 },
    ]);
    expect(coldStarts).toMatchObject({ count: 5 });
  });
});
