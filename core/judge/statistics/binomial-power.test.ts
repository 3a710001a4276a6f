import { describe, expect, it } from 'vitest';
import { binomialTest } from './binomial.js';
import { binomialPower, invocationsToSee, rejectionRegion } from './binomial-power.js';

/** n, share, wrong share, alpha and the power by scipy 1.10.1: test/reference/version-shares.py. */
const powers: [number, number, number, number, number][] = [
  [100, 0.1, 0.2, 0.01, 0.637912984483459],
  [1000, 0.1, 0.12, 0.01, 0.32714454827584794],
  [2852, 0.1, 0.12, 0.01, 0.8016005825660222],
  [500, 0.5, 0.4, 0.05, 0.9937325275556993],
  [2000, 0.01, 0.02, 0.01, 0.8870942042182195],
  [300, 0.05, 0.01, 0.01, 0.9170964367157388],
];

/** Share, wrong share, alpha, power and the number by scipy, which tried every n: the same script. */
const numbers: [number, number, number, number, number][] = [
  [0.1, 0.12, 0.01, 0.8, 2852],
  [0.1, 0.2, 0.01, 0.8, 143],
  [0.5, 0.4, 0.01, 0.8, 302],
  [0.05, 0.02, 0.01, 0.9, 609],
  [0.02, 0.03, 0.01, 0.8, 2805],
];

describe('the power of the exact binomial test', () => {
  it.each(powers)('of %d at %d against %d', (n, share, wrong, alpha, power) => {
    expect(binomialPower(n, share, wrong, alpha)).toBeCloseTo(power, 10);
  });

  it.each([
    [50, 0.1],
    [200, 0.5],
    [31, 0.97],
    [10, 0],
    [10, 1],
  ])('rejects of %d at %d exactly what the test rejects', (n, share) => {
    const { low, high } = rejectionRegion(n, share, 0.01);
    for (let k = 0; k <= n; k++) {
      expect(k <= low || k >= high).toBe(binomialTest(k, n, share) < 0.01);
    }
  });
});

describe('the invocations that show a wrong share', () => {
  it.each(numbers)('%d from %d', (share, wrong, alpha, power, number) => {
    expect(invocationsToSee(share, wrong, alpha, power)).toBe(number);
  });

  it('have the power from there on, whatever the saw does', () => {
    for (const [share, wrong] of [
      [0.1, 0.12],
      [0.25, 0.2],
    ] as const) {
      const n = invocationsToSee(share, wrong, 0.01, 0.8);
      expect(binomialPower(n - 1, share, wrong, 0.01)).toBeLessThan(0.8);
      for (let more = n; more < n + 300; more += 3) {
        expect(binomialPower(more, share, wrong, 0.01)).toBeGreaterThanOrEqual(0.8);
      }
    }
  });

  it('are few where any would be wrong, and infinitely many where nothing would', () => {
    expect(invocationsToSee(1, 0.8, 0.01, 0.8)).toBe(8);
    expect(invocationsToSee(0, 0.01, 0.01, 0.8)).toBe(161);
    expect(invocationsToSee(0.1, 0.1, 0.01, 0.8)).toBe(Number.POSITIVE_INFINITY);
  });
});
