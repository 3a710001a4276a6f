import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countUniform, curveArrivals } from './curve-arrivals.js';
import { type RateStage, rateCurve } from './loads/rate.js';
import { payloadOrder, permute } from './order.js';

const stage = (fromHz: number, toHz: number, durationS: number): RateStage => ({
  kind: 'rate',
  name: 's',
  fromHz,
  toHz,
  durationS,
  arrivals: 'uniform',
});

const countOf = (spec: RateStage): number => countUniform(rateCurve(spec), spec, 0);

describe('a uniform stage', () => {
  it.each([
    ['constant', stage(10, 10, 100), 37, 3.7],
    ['constant, very slow', stage(0.001, 0.001, 1e6), 5, 5000],
    ['constant, very fast, late', stage(1e5, 1e5, 36_000), 3_599_999_999, 35_999.99999],
    ['ramp from nothing', stage(0, 100, 10), 125, 5],
    ['ramp to nothing', stage(100, 0, 10), 375, 5],
    ['ramp up', stage(20, 400, 120), 25_200, 120],
    ['almost level ramp', stage(100, 100.0000001, 10), 500, 5],
    ['hardly an arrival, ramp from nothing', stage(0, 0.0002, 463), 5e-323, 0],
  ])('%s: arrival k at its time', (_name, spec, k, seconds) => {
    expect(rateCurve(spec).dueUs(k) / 1e6).toBeCloseTo(seconds, 5);
  });

  it('has its arrivals where the integral of the rate says', () => {
    // Nothing, or an arrival in twelve days at least: below, doubles lose their digits.
    const hz = fc.double({ min: 0, max: 1e5, noNaN: true }).map((hz) => (hz < 1e-6 ? 0 : hz));
    fc.assert(
      fc.property(
        hz,
        hz,
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (from, to, s, share) => {
          const curve = rateCurve(stage(from, to, s));
          const arrivals = share * curve.expected(s);
          const back = curve.expected(curve.dueUs(arrivals) / 1e6);
          expect(Math.abs(back - arrivals)).toBeLessThanOrEqual(1e-6 * Math.max(1, arrivals));
        },
      ),
    );
  });

  it.each([
    [65_644.1, 65_644.1, 21_520, 1_412_661_032],
    [90_300.6, 48_790.6, 12_845, 893_313_232],
  ])('has no arrival at its end: %d/s -> %d/s for %d s', (from, to, s, count) => {
    expect(countOf(stage(from, to, s))).toBe(count);
  });

  it('begins at its start and ends before its end, without drift', () => {
    const spec = stage(3, 3, 1000);
    const times = [...curveArrivals(rateCurve(spec), spec, { seed: 1, stream: '', firstDue: 0 })];
    expect(times[0]).toBe(0);
    expect(times.at(-1)).toBe((2999 * 1e6) / 3);
    expect(times).toHaveLength(countOf(spec));
  });
});

describe('a Poisson stage', () => {
  const gapsOf = (fromHz: number, toHz: number, durationS: number, seed: number): number[] => {
    const spec: RateStage = { ...stage(fromHz, toHz, durationS), arrivals: 'poisson' };
    // Measured in expected arrivals, the gaps of any such process are exponential with mean 1.
    const curve = rateCurve(spec);
    const times = [...curveArrivals(curve, spec, { seed, stream: '0/0', firstDue: 0 })];
    const due = times.map((us) => curve.expected(us / 1e6));
    return due.map((value, i) => value - (due[i - 1] ?? 0));
  };

  it.each([
    ['constant', 200, 200],
    ['ramp', 0, 400],
  ])('%s: has exponential gaps (Kolmogorov–Smirnov at 0.1%)', (_name, from, to) => {
    const gaps = gapsOf(from, to, 100, 42).sort((a, b) => a - b);
    const distance = Math.max(
      ...gaps.map((gap, i) => {
        const cdf = 1 - Math.exp(-gap);
        return Math.max(Math.abs(cdf - i / gaps.length), Math.abs(cdf - (i + 1) / gaps.length));
      }),
    );
    // Critical value 1.95 / sqrt(n) for alpha = 0.001 (Stephens, JASA 69, 1974).
    expect(distance).toBeLessThan(1.95 / Math.sqrt(gaps.length));
  });

  it('has the count of a Poisson variable: mean and variance both rate × time', () => {
    const counts = Array.from({ length: 400 }, (_, seed) => gapsOf(50, 50, 2, seed).length);
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
    const variance = counts.reduce((a, b) => a + (b - mean) ** 2, 0) / (counts.length - 1);
    expect(Math.abs(mean - 100)).toBeLessThan(4 * Math.sqrt(100 / 400));
    expect(Math.abs(variance / 100 - 1)).toBeLessThan(4 * Math.sqrt(2 / 399));
  });
});

describe('payload order', () => {
  it('permutes every size without loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (n, key) => {
        const images = new Set(Array.from({ length: n }, (_, i) => permute(i, n, key)));
        expect(images.size).toBe(n);
        expect(Math.max(...images)).toBe(n - 1);
      }),
      { numRuns: 60 },
    );
  });

  it('permutes ten million without memory, and mixes them', () => {
    const n = 10_000_000;
    const images = Array.from({ length: 20_000 }, (_, i) => permute(i, n, 99));
    expect(new Set(images).size).toBe(20_000);
    const mean = images.reduce((a, b) => a + b, 0) / images.length;
    expect(Math.abs(mean / n - 0.5)).toBeLessThan(0.01);
  });

  const workload = { name: 'w', payloadCount: 10, stages: [] };

  it('shuffles each pass anew, and sends each payload once in each', () => {
    const payloadOf = payloadOrder({ ...workload, order: 'shuffled' }, 5);
    const passes = [0, 1, 2].map((pass) =>
      Array.from({ length: 10 }, (_, k) => payloadOf(pass * 10 + k)),
    );
    for (const pass of passes) expect([...pass].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(passes[0]).not.toEqual(passes[1]);
    expect(passes[1]).not.toEqual(passes[2]);
  });

  it.each([
    [3, 18.47],
    [5, 39.25],
    [10, 126.08],
  ])(
    'shuffles %d payloads without favour for a place (chi-square at 0.1 percent)',
    (n, critical) => {
      const passes = 20_000;
      const payloadOf = payloadOrder({ ...workload, payloadCount: n, order: 'shuffled' }, 5);
      const counts = new Array<number>(n * n).fill(0);
      for (let k = 0; k < passes * n; k++) {
        const cell = (k % n) * n + payloadOf(k);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      // Rows and columns are fixed: (n - 1)^2 degrees of freedom.
      const expected = passes / n;
      expect(counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0)).toBeLessThan(
        critical,
      );
    },
  );

  it('draws at random without favour (chi-square at 0.1%)', () => {
    const payloadOf = payloadOrder({ ...workload, order: 'random' }, 5);
    const counts = new Array<number>(10).fill(0);
    for (let k = 0; k < 100_000; k++) counts[payloadOf(k)] = (counts[payloadOf(k)] ?? 0) + 1;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.88);
  });

  it('starts over at the end in recorded order', () => {
    const payloadOf = payloadOrder({ ...workload, order: 'recorded' }, 5);
    expect([0, 9, 10, 25].map(payloadOf)).toEqual([0, 9, 0, 5]);
  });
});
