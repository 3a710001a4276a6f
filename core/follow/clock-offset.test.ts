import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClockOffsetEstimate } from './clock-offset.js';

const date = (ms: number): string => new Date(ms).toUTCString();
const at = Date.UTC(2026, 10, 29, 12, 0, 0);

it('bounds the difference on both sides', () => {
  const estimate = new ClockOffsetEstimate();
  // Written at 12:00:00.700 of the service, whose clock is right; 20 ms on its way in all.
  estimate.add(date(at), at + 690, at + 710);
  expect(estimate.bounds()).toEqual({ leastMs: -710, mostMs: 310, answers: 1 });
  estimate.add(date(at + 1000), at + 1090, at + 1110);
  expect(estimate.bounds()).toEqual({ leastMs: -110, mostMs: 310, answers: 2 });
});

it('holds the true difference, and narrows with each answer', () => {
  const answer = fc.record({
    atMs: fc.integer({ min: 0, max: 60_000 }),
    wayMs: fc.integer({ min: 0, max: 300 }),
    backMs: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: -30_000, max: 30_000 }),
      fc.array(answer, { minLength: 1 }),
      (offsetMs, answers) => {
        const estimate = new ClockOffsetEstimate();
        let widthMs = Number.POSITIVE_INFINITY;
        for (const { atMs, wayMs, backMs } of answers) {
          const writtenMs = at + atMs;
          estimate.add(date(writtenMs + offsetMs), writtenMs - wayMs, writtenMs + backMs);
          const { leastMs, mostMs } = estimate.bounds() ?? { leastMs: Number.NaN, mostMs: 0 };
          expect(leastMs).toBeLessThanOrEqual(offsetMs);
          expect(mostMs).toBeGreaterThanOrEqual(offsetMs);
          expect(mostMs - leastMs).toBeLessThanOrEqual(widthMs);
          widthMs = mostMs - leastMs;
        }
      },
    ),
  );
});

it('says nothing without a date, and where a clock was set', () => {
  const estimate = new ClockOffsetEstimate();
  estimate.add(undefined, at, at);
  estimate.add('yesterday', at, at);
  expect(estimate.bounds()).toBeUndefined();
  estimate.add(date(at), at, at);
  estimate.add(date(at), at + 60_000, at + 60_000);
  expect(estimate.bounds()).toBeUndefined();
});
