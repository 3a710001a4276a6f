import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../base/random.js';
import { binomialUpperTail } from './binomial.js';
import { bootstrapQuantileRatios } from './block-bootstrap.js';
import { countsOf } from './counts.fixture.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { rankSumTest } from './mann-whitney.js';
import { mcNemarTest } from './mcnemar.js';
import { normalQuantile } from './normal.js';
import { newcombeInterval, newcombePairedInterval } from './proportions.js';
import { independentQuantileRatio } from './quantile-ratio.js';
import { signedRankTest } from './signed-rank.js';

const alpha = 0.05;

/** How often something happens in so many seeded repetitions. */
function countOf(
  repetitions: number,
  stream: string,
  happens: (random: Random) => boolean,
): number {
  let count = 0;
  for (let i = 0; i < repetitions; i++) if (happens(createRandom(i, stream))) count++;
  return count;
}

/** A count that a chance of `alpha` explains: seen as often or more often in 1 of 100 such tests. */
function expectFalseAlarmsOnly(count: number, repetitions: number): void {
  expect(binomialUpperTail(count, repetitions, alpha)).toBeGreaterThan(0.01);
}

function latency(random: Random, median: number, sigma = 0.4): number {
  return median * Math.exp(sigma * normalQuantile(random()));
}

/** Latencies of the same payloads on both sides; the payload's share in them is half. */
function pairs(n: number, random: Random, slowdown: number): [Float64Array, Float64Array] {
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const payload = latency(random, 40_000);
    first[i] = latency(random, payload);
    second[i] = latency(random, payload * slowdown);
  }
  return [first, second];
}

function logRatios([first, second]: [Float64Array, Float64Array]): Float64Array {
  return first.map((value, i) => Math.log((second[i] as number) / value));
}

describe('tests of a thing against itself raise false alarms no more often than alpha', () => {
  const repetitions = 400;

  it('Wilcoxon, exact and approximate', () => {
    for (const n of [12, 150]) {
      const alarms = countOf(
        repetitions,
        `wilcoxon/${n}`,
        (random) => signedRankTest(logRatios(pairs(n, random, 1))).pValue <= alpha,
      );
      expectFalseAlarmsOnly(alarms, repetitions);
    }
  });

  it('Hodges–Lehmann: the interval misses the truth', () => {
    const misses = countOf(repetitions, 'hodges-lehmann', (random) => {
      const { low, high } = hodgesLehmann(logRatios(pairs(150, random, 1.1)), alpha);
      return Math.log(1.1) < low || Math.log(1.1) > high;
    });
    expectFalseAlarmsOnly(misses, repetitions);
  });

  it('McNemar, with few and with many discordant pairs', () => {
    for (const n of [10, 200]) {
      const alarms = countOf(repetitions, `mcnemar/${n}`, (random) => {
        let onlyFirst = 0;
        for (let i = 0; i < n; i++) if (random() < 0.5) onlyFirst++;
        return mcNemarTest(onlyFirst, n - onlyFirst) <= alpha;
      });
      expect(alarms).toBeLessThanOrEqual(alpha * repetitions * 1.2);
    }
  });

  it('Mann–Whitney of binned values', () => {
    const alarms = countOf(repetitions, 'mann-whitney', (random) => {
      const side = (): number[] =>
        Array.from({ length: 120 }, () => Math.round(latency(random, 40)));
      return rankSumTest(countsOf(side()), countsOf(side())).pValue <= alpha;
    });
    expectFalseAlarmsOnly(alarms, repetitions);
  });

  it("Newcombe's intervals of unpaired and paired shares", () => {
    const n = 400;
    const share = 0.05;
    const misses = countOf(repetitions, 'newcombe', (random) => {
      const side = () => Array.from({ length: n }, () => random() < share);
      const [first, second] = [side(), side()];
      const count = (list: boolean[]) => list.filter(Boolean).length;
      const independent = newcombeInterval(
        { count: count(first), of: n },
        { count: count(second), of: n },
        alpha,
      );
      return independent.low > 0 || independent.high < 0;
    });
    expectFalseAlarmsOnly(misses, repetitions);
    const pairedMisses = countOf(repetitions, 'newcombe/paired', (random) => {
      const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
      for (let i = 0; i < n; i++) {
        const isHard = random() < share;
        const fails = (): boolean => random() < (isHard ? 0.6 : 0.02);
        const first = fails();
        const second = fails();
        if (first) counts[second ? 'both' : 'onlyFirst']++;
        else counts[second ? 'onlySecond' : 'neither']++;
      }
      const { low, high } = newcombePairedInterval(counts, alpha);
      return low > 0 || high < 0;
    });
    expectFalseAlarmsOnly(pairedMisses, repetitions);
  });
});

describe('intervals of quantile ratios', () => {
  const quantiles = [0.5, 0.9];
  const question = { quantiles, alpha, against: 1, blockLength: 6, seed: 7 };

  it('of pairs miss the truth no more often than alpha', () => {
    const repetitions = 200;
    const misses = [0, 0];
    for (let i = 0; i < repetitions; i++) {
      const [first, second] = pairs(250, createRandom(i, 'bootstrap'), 1);
      const ratios = bootstrapQuantileRatios(first, second, question);
      for (const [q, { pValue }] of ratios.entries())
        if (pValue <= alpha) misses[q] = (misses[q] ?? 0) + 1;
    }
    for (const count of misses) expectFalseAlarmsOnly(count, repetitions);
  });

  it('of independent samples miss the truth no more often than alpha', () => {
    const repetitions = 400;
    const misses = countOf(repetitions, 'quantile-ratio', (random) => {
      const side = (): number[] =>
        Array.from({ length: 200 }, () => Math.round(latency(random, 4000)));
      const both = { alpha, against: 1 };
      return (
        independentQuantileRatio(countsOf(side()), countsOf(side()), 0.9, both).pValue <= alpha
      );
    });
    expectFalseAlarmsOnly(misses, repetitions);
  });

  it('are the same for the same seed, and bracket the estimate', () => {
    const [first, second] = pairs(500, createRandom(3, 'bootstrap'), 1.2);
    const ratios = bootstrapQuantileRatios(first, second, question);
    expect(bootstrapQuantileRatios(first, second, question)).toEqual(ratios);
    for (const { low, estimate, high, pValue } of ratios) {
      expect(low).toBeLessThan(estimate);
      expect(estimate).toBeLessThan(high);
      expect(low).toBeGreaterThan(1);
      expect(pValue).toBeLessThan(alpha);
    }
  });

  it('of nothing are nothing', () => {
    const [ratio] = bootstrapQuantileRatios(new Float64Array(0), new Float64Array(0), question);
    expect(ratio).toMatchObject({ estimate: Number.NaN, pValue: 1 });
    const none = { values: [], counts: [] };
    const both = { alpha, against: 1 };
    expect(independentQuantileRatio(none, none, 0.5, both)).toMatchObject({ pValue: 1 });
    expect(hodgesLehmann([], alpha)).toMatchObject({ estimate: Number.NaN });
    expect(signedRankTest([0, 0])).toEqual({ count: 0, statistic: 0, pValue: 1 });
    expect(rankSumTest(none, countsOf([1])).pValue).toBe(1);
  });
});

describe('power: how often a real difference is found', () => {
  // log 1.1 is 3.3 standard errors of a mean of 400, and Wilcoxon loses little on it: 90%.
  it('10% slower, 400 pairs, noise of 40%: nine times in ten by Wilcoxon', () => {
    const found = countOf(
      400,
      'power/wilcoxon',
      (random) => signedRankTest(logRatios(pairs(400, random, 1.1))).pValue <= alpha,
    );
    expect(found / 400).toBeGreaterThan(0.85);
  });

  it('0.5% more errors in 2,000 pairs: over four fifths of the time by McNemar', () => {
    const found = countOf(200, 'power/mcnemar', (random) => {
      let onlySecond = 0;
      for (let i = 0; i < 2000; i++) if (random() < 0.005) onlySecond++;
      return mcNemarTest(0, onlySecond) <= alpha;
    });
    expect(found / 200).toBeGreaterThan(0.8);
  });
});
