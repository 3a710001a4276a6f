import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { binomialUpperTail } from '../statistics/binomial.js';
import { normalQuantile } from '../statistics/normal.js';
import { answer, tolerances } from './answers.fixture.js';
import type { Comparison, Tolerances } from './comparison.js';
import { controlPValue } from './control.js';
import { assumedVariance } from './environments.js';
import { judgePairs } from './judge-pairs.js';
import { PairTable } from './pair-table.js';

/** Sides of the same code; each leg draws the levels of its own environments. */
interface Noise {
  pairs?: number;
  legs?: number;
  environments?: number;
  spread?: number;
  isNamed?: boolean;
  /** AR(1) of each leg's own noise. */
  rho?: number;
  slowdown?: number;
  /** Standard deviation of the logarithm of the own noise. */
  own?: number;
}

function judgeNoise(noise: Noise, changes: Partial<Tolerances>, seed: number): Comparison {
  const { pairs = 400, legs = 2, environments = 20, spread = 0 } = noise;
  const { isNamed = true, rho = 0, slowdown = 0, own = 0.15 } = noise;
  const random = createRandom(seed, 'noise');
  const normal = (): number => normalQuantile(random());
  const table = new PairTable(pairs, legs);
  const levels = Array.from({ length: legs }, () =>
    Array.from({ length: environments }, () => spread * normal()),
  );
  const wander = levels.map(normal);
  for (let pair = 0; pair < pairs; pair++) {
    const payloadUs = 40_000 * Math.exp(0.45 * normal());
    for (let leg = 0; leg < legs; leg++) {
      const at = Math.floor(random() * environments);
      wander[leg] = rho * (wander[leg] ?? 0) + Math.sqrt(1 - rho * rho) * normal();
      const level = (levels[leg]?.[at] ?? 0) + own * (wander[leg] ?? 0);
      const serviceUs = payloadUs * Math.exp(level) * (leg === 1 ? 1 + slowdown : 1);
      table.enter(answer({ pair, leg, serviceUs, ...(isNamed && { logStream: `${leg}/${at}` }) }));
    }
  }
  // 50 ms at the mean: as many are busy.
  const legRateHz = environments / 0.05;
  const judged = tolerances({ metrics: ['latency'], ...changes, seed });
  return judgePairs({ table, legRateHz, hasControl: legs > 2 }, judged);
}

const strict = { maxSlowdown: 0 };

describe('a function against itself fails no more often than alpha', () => {
  const repetitions = 200;

  it.each<[string, Noise, Partial<Tolerances>]>([
    ['with 3 environments of 5 % spread', { environments: 3, spread: 0.05 }, strict],
    ['with 10 environments of 20 % spread', { environments: 10, spread: 0.2 }, strict],
    ['with 3 of 10 %, accepting 10 %', { environments: 3, spread: 0.1 }, {}],
    ['with 1 environment of 20 %', { environments: 1, spread: 0.2 }, strict],
    ['with 3 that are not named', { environments: 3, spread: 0.2, isNamed: false }, strict],
    ['with noise of AR(1), 0.9', { rho: 0.9 }, strict],
    ['with noise of AR(1), 0.99', { rho: 0.99 }, strict],
    ['with a control', { legs: 3, environments: 1, spread: 0.2, isNamed: false }, strict],
  ])('%s', (_, noise, changes) => {
    let alarms = 0;
    for (let seed = 0; seed < repetitions; seed++) {
      if (judgeNoise(noise, changes, seed).verdict === 'fail') alarms++;
    }
    expect(binomialUpperTail(alarms, repetitions, 0.05)).toBeGreaterThan(0.01);
  });
});

describe('what is really slower is found', () => {
  it('20 % with 10 environments of 5 % spread', () => {
    const noise = { environments: 10, spread: 0.05, slowdown: 0.2 };
    const { verdict, environments } = judgeNoise(noise, strict, 1);
    expect(verdict).toBe('fail');
    expect(environments).toEqual({ isKnown: true, isMeasured: true, old: 10, new: 10 });
  });

  it('30 % in spite of noise of AR(1), 0.9', () => {
    const { verdict, metrics } = judgeNoise({ rho: 0.9, slowdown: 0.3 }, strict, 1);
    expect(verdict).toBe('fail');
    expect(metrics[0]?.effectivePairs).toBeLessThan(100);
  });
});

describe('what cannot be told is inconclusive, and says why', () => {
  it('with one environment a side: below the smallest difference that it can prove', () => {
    const noise = { environments: 1, isNamed: false, slowdown: 0.3 };
    const { verdict, metrics, environments, pairsNeeded } = judgeNoise(noise, {}, 1);
    expect([verdict, metrics[0]?.limit, pairsNeeded]).toEqual([
      ...['inconclusive', 'environments', undefined],
    ]);
    expect(metrics[0]?.low).toBeGreaterThan(0.25);
    // 1.1 exp(1.96 · 0.2 · sqrt(2)) - 1
    expect(environments).toMatchObject({ isKnown: false, old: 1, new: 1, spread: 0.2 });
    expect(environments?.smallestDifference).toBeCloseTo(0.915, 3);
    expect(judgeNoise({ ...noise, slowdown: 1 }, {}, 1).verdict).toBe('fail');
    expect(judgeNoise(noise, { environmentSpread: 0.02 }, 1).verdict).toBe('fail');
    expect(judgeNoise({ ...noise, slowdown: 0 }, {}, 1).verdict).toBe('pass');
  });

  it('with latencies that drift', () => {
    const { verdict, metrics, pairsNeeded } = judgeNoise({ rho: 0.995, slowdown: 0.3 }, strict, 2);
    expect([verdict, metrics[0]?.limit]).toEqual(['inconclusive', 'drift']);
    expect(pairsNeeded).toBeUndefined();
  });

  it('with too few pairs for a percentile, which then has no interval', () => {
    const { metrics } = judgeNoise({}, { metrics: ['p50', 'p99'] }, 1);
    const [half, most] = metrics;
    expect(half?.low).not.toBeNull();
    expect(most).toMatchObject({ low: null, high: null, pairsRequired: 1000 });
    expect(most?.estimate).not.toBeNull();
  });

  it('with a control that differs from old as new does', () => {
    const noise = { legs: 3, environments: 1, spread: 0.2, isNamed: false, own: 0.01 };
    const seeds = Array.from({ length: 20 }, (_, seed) => judgeNoise(noise, strict, seed));
    expect(seeds.every(({ metrics }) => metrics[0]?.control !== undefined)).toBe(true);
    const alike = { ...noise, spread: 0.001, slowdown: 0.3 };
    expect(judgeNoise(alike, strict, 1).verdict).toBe('fail');
  });
});

it('takes one value against two: Student with one degree of freedom', () => {
  // At t = 1 half of the upper half is left: 1/4.
  const at = Math.sqrt(3 / 4) * 0.1 + 0.05 + 0.02;
  expect(controlPValue({ now: at, control: 0.1, tolerated: 0.02 })).toBeCloseTo(0.25, 12);
  expect(controlPValue({ now: 0.01, control: 0.1, tolerated: 0 })).toBe(1);
  expect(controlPValue({ now: 0.2, control: 0, tolerated: 0 })).toBe(0);
});

it('lets slow environments count for more beyond the median, down to one of them', () => {
  const those = { spread: 0.1, old: 4, new: 4 };
  expect(assumedVariance(those)).toBeCloseTo(0.005, 12);
  const tail = assumedVariance(those, { quantile: 0.99, sigma: 0.5 });
  expect(tail).toBeCloseTo(0.005 * Math.exp((2.3263 * 0.2) ** 2), 5);
  expect(assumedVariance(those, { quantile: 0.999, sigma: 0.1 })).toBeCloseTo(0.02, 12);
});
