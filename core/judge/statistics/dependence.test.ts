import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../base/random.js';
import { binomialUpperTail } from './binomial.js';
import { dependenceOf } from './block-length.js';
import { clusterVariance, effectiveClusters, sumOfVariances } from './cluster-variance.js';
import { normalQuantile } from './normal.js';
import { reference } from './reference/reference.fixture.js';
import { studentQuantile, studentUpperTail } from './student-t.js';
import { timeDependence } from './time-dependence.js';

describe('equal the reference of scipy and numpy', () => {
  it.each(reference.student.tail)("Student's tail beyond %d with %d degrees", (t, df, tail) => {
    const found = studentUpperTail(t as number, df as number);
    expect(Math.abs(found - (tail as number))).toBeLessThanOrEqual(1e-9 * (tail as number));
  });

  it.each(reference.student.quantile)("Student's quantile of %d with %d degrees", (p, df, t) => {
    expect(studentQuantile(p as number, df as number)).toBeCloseTo(t as number, 8);
  });

  it.each(reference.dependence)('the block length of a series', (series, ...rest) => {
    const [blockLength, variance, longRunVariance, blockVariance] = rest;
    const found = dependenceOf(Float64Array.from(series));
    expect(found.blockLength).toBe(blockLength);
    expect(found.variance).toBeCloseTo(variance, 9);
    expect(found.longRunVariance).toBeCloseTo(longRunVariance, 9);
    expect(found.blockVariance).toBeCloseTo(blockVariance, 9);
  });

  it.each(reference.clusters)(
    'the variance between clusters',
    (values, of, variance, effective) => {
      const clusterOf = Uint32Array.from(of);
      const found = clusterVariance(Float64Array.from(values), clusterOf);
      expect(found?.variance).toBeCloseTo(variance, 9);
      expect(effectiveClusters(clusterOf)).toBeCloseTo(effective, 9);
    },
  );
});

describe('a normal variable, and what is known by infinitely many degrees', () => {
  it('is the limit of Student', () => {
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
    expect(studentUpperTail(-1.5, 3)).toBeCloseTo(1 - studentUpperTail(1.5, 3), 12);
  });

  it('adds variances as Welch does', () => {
    const sum = sumOfVariances(
      { variance: 2, df: 2 },
      { variance: 1, df: Number.POSITIVE_INFINITY },
    );
    expect(sum).toEqual({ variance: 3, df: 4.5 });
  });
});

it('sees no dependence where nothing varies', () => {
  const none = timeDependence(new Float64Array(100).fill(3));
  expect(none).toMatchObject({ blockLength: 1, variance: 0, effective: 100, isDrifting: false });
});

/** AR(1) with variance 1, beside so much noise that is independent. */
function autoregressive(n: number, rho: number, random: Random): Float64Array {
  let value = normalQuantile(random());
  return Float64Array.from({ length: n }, () => {
    value = rho * value + Math.sqrt(1 - rho * rho) * normalQuantile(random());
    return value;
  });
}

/** Whether a mean of 0 is called positive, one-sided at 2.5 %. */
function isFalseAlarm(series: Float64Array): boolean {
  const { estimates, isDrifting } = timeDependence(series);
  const mean = series.reduce((sum, each) => sum + each, 0) / series.length;
  return (
    !isDrifting &&
    estimates.every(({ variance, df }) => {
      return mean > studentQuantile(0.975, df) * Math.sqrt(variance / series.length);
    })
  );
}

describe('means of AR(1) noise raise false alarms no more often than 2.5 %', () => {
  const repetitions = 400;

  it.each([0, 0.5, 0.9, 0.99])('rho %d', (rho) => {
    let alarms = 0;
    for (let i = 0; i < repetitions; i++) {
      if (isFalseAlarm(autoregressive(600, rho, createRandom(i, `ar/${rho}`)))) alarms++;
    }
    expect(binomialUpperTail(alarms, repetitions, 0.025)).toBeGreaterThan(0.01);
  });

  it('and the effective number is what theory says: n (1 - rho) / (1 + rho)', () => {
    const all = Array.from({ length: 60 }, (_, i) =>
      timeDependence(autoregressive(2000, 0.8, createRandom(i, 'effective'))),
    );
    const mean = all.reduce((sum, { effective }) => sum + effective, 0) / all.length;
    expect(mean).toBeGreaterThan(190);
    expect(mean).toBeLessThan(270);
    expect(all.every(({ blockLength }) => blockLength > 10 && blockLength < 100)).toBe(true);
  });
});
