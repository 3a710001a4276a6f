import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSampled } from './sample.js';

describe('sampling by request id', () => {
  it('takes the share that is asked for, and the same ids of a smaller share', () => {
    const ids = Array.from({ length: 20_000 }, () => randomUUID());
    const half = new Set(ids.filter((id) => isSampled(id, 0.5)));
    const tenth = ids.filter((id) => isSampled(id, 0.1));
    // Seven standard deviations of the binomial distribution.
    expect(Math.abs(half.size - 10_000)).toBeLessThan(500);
    expect(Math.abs(tenth.length - 2000)).toBeLessThan(300);
    expect(tenth.every((id) => half.has(id))).toBe(true);
  });

  it('spreads ids that differ in one digit', () => {
    const taken = Array.from({ length: 1000 }, (_, n) => isSampled(`request-${n}`, 0.5));
    expect(Math.abs(taken.filter(Boolean).length - 500)).toBeLessThan(111);
  });

  it('takes all or nothing at the ends', () => {
    expect([isSampled('x', 1), isSampled('', 1), isSampled('x', 0)]).toEqual([true, true, false]);
  });
});
