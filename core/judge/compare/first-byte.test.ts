import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../measure/histogram.js';
import { booksOf, ok } from '../books.fixture.js';
import { answer, observe, tolerances } from './answers.fixture.js';
import { type Comparison, comparisonMetricNames } from './comparison.js';
import { judgePairs } from './judge-pairs.js';
import { judgeRuns } from './judge-runs.js';
import { PairTable } from './pair-table.js';
import { type RunSide, runSide } from './run-side.js';

const all = tolerances({ metrics: comparisonMetricNames });
const streamed = { ttfbSlowdown: 0 };

function verdictsOf({ metrics }: Comparison): Record<string, string> {
  return Object.fromEntries(metrics.map(({ name, verdict }) => [name, verdict]));
}

describe('the time to the first byte of pairs', () => {
  it('fails where it alone is longer, with the change and its interval', () => {
    const slower = { ttfbSlowdown: 0.3 };
    const comparison = judgePairs(observe(1200, 1, [streamed, slower, streamed]), all);
    expect(comparison.verdict).toBe('fail');
    expect(verdictsOf(comparison)).toMatchObject({
      ...{ latency: 'pass', ttfb: 'fail', 'ttfb.p50': 'fail', 'ttfb.p90': 'fail' },
    });
    const ttfb = comparison.metrics.find(({ name }) => name === 'ttfb');
    expect(ttfb?.low).toBeGreaterThan(0.25);
    expect(ttfb?.high).toBeLessThan(0.35);
    expect(ttfb?.old).toBeGreaterThan(9000);
    expect(ttfb?.new).toBeLessThan(14_000);
  });

  it('passes where only the rest of the stream is longer, which latency says', () => {
    const longer = { slowdown: 0.3, ttfbSlowdown: 0 };
    const comparison = judgePairs(observe(1200, 1, [streamed, longer, streamed]), all);
    expect(verdictsOf(comparison)).toMatchObject({ latency: 'fail', ttfb: 'pass' });
  });

  it('is no metric where nothing was streamed, so that the others are as sure as before', () => {
    const seen = observe(300, 3, [{}, {}]);
    const { metrics } = judgePairs(seen, all);
    expect(metrics.map(({ name }) => name)).toEqual(tolerances().metrics);
    const asked = judgePairs(seen, tolerances());
    expect(metrics.map(({ adjustedPValue }) => adjustedPValue)).toEqual(
      asked.metrics.map(({ adjustedPValue }) => adjustedPValue),
    );
  });

  it('that was asked for by name has no data there', () => {
    const { verdict, metrics } = judgePairs(
      observe(300, 3, [{}, {}]),
      tolerances({ metrics: ['ttfb'] }),
    );
    expect([verdict, metrics[0]?.pairs, metrics[0]?.estimate]).toEqual(['inconclusive', 0, null]);
  });

  it('is of pairs that were answered, warm and streamed on both sides', () => {
    const table = new PairTable(5, 2);
    const enter = (pair: number, leg: number, changes = {}): void =>
      table.enter(answer({ pair, leg, ttfbUs: 1000 * (pair + 1), ...changes }));
    for (const leg of [0, 1]) enter(0, leg);
    enter(1, 0);
    enter(1, 1, { kind: 'transportError' });
    enter(2, 0, { start: 'cold' });
    enter(2, 1);
    enter(3, 0, { ttfbUs: undefined });
    enter(3, 1);
    for (const leg of [0, 1]) enter(4, leg);
    const { first, second } = table.warmLatencies(1, 'ttfb');
    expect([[...first], [...second]]).toEqual([
      [1000, 5000],
      [1000, 5000],
    ]);
    expect(table.warmLatencies().first).toHaveLength(3);
  });
});

describe('the time to the first byte of two runs', () => {
  const sideOf = (ttfbUs: number): RunSide => {
    const outcome = (n: number) => ({
      ...ok('1', {}),
      ...{ kind: 'ok' as const, statusCode: 200, responseBytes: 9 },
      stream: { firstByteUs: ttfbUs + n, transferUs: 0, chunks: 1 },
    });
    return runSide(
      booksOf(Array.from({ length: 300 }, (_, n) => ({ count: 1, outcome: outcome(n) }))),
    );
  };

  it('is read from their books, and judged as their latencies are', () => {
    expect(sideOf(5000).ttfb.minUs).toBe(5200);
    const comparison = judgeRuns(sideOf(5000), sideOf(7000), all);
    expect(verdictsOf(comparison)).toMatchObject({
      ...{ latency: 'pass', ttfb: 'fail', 'ttfb.p50': 'fail', errors: expect.any(String) },
    });
    expect(verdictsOf(comparison)).not.toHaveProperty('responses');
  });

  it('has no data where only one of them was streamed', () => {
    const plain = { ...sideOf(5000), ttfb: new LatencyHistogram() };
    const comparison = judgeRuns(sideOf(5000), plain, all);
    expect(verdictsOf(comparison)).toMatchObject({ latency: 'pass', ttfb: 'inconclusive' });
    expect(verdictsOf(judgeRuns(plain, plain, all))).not.toHaveProperty('ttfb');
  });
});
