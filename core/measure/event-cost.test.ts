import { describe, expect, it } from 'vitest';
import { costOf, lambdaPrices } from './cost.js';
import { type BilledEvents, billsWithEvents } from './event-cost.js';

const workloads = [{ invocationType: 'Event' }, { invocationType: 'RequestResponse' }];
const accepted = { requests: 100, reports: 0, billedMbMs: 0 };
const answered = { requests: 50, reports: 50, billedMbMs: 50 * 1024 * 10 };
const bills = new Map([
  [0, accepted],
  [1, answered],
]);

/** 80 ran once, 10 twice, 5 thrice, 5 never: 115 attempts of 20 ms at 1,024 MB. */
const followed: BilledEvents = {
  ...{ accepted: 100, attempts: [5, 80, 10, 5, 0], attemptsUnknown: 0 },
  ...{ reports: 115, billedMbMs: 115 * 1024 * 20 },
};

const costWith = (...events: (BilledEvents | null)[]) =>
  costOf(billsWithEvents(bills, events), workloads);

describe('what a run with events cost', () => {
  it('is that of their acceptances where they were not followed: at least', () => {
    expect(costWith(null)).toMatchObject({ of: 150, knownOf: 50 });
  });

  it('is that of every attempt where they were: one that never ran costs nothing', () => {
    const cost = costWith(followed);
    expect(cost).toMatchObject({ of: 165, knownOf: 165 });
    const gbS = 115 * 0.02 + 50 * 0.01;
    expect(cost.durationUsd).toBeCloseTo(gbS * lambdaPrices.perGbSecondUsd.x86_64, 12);
    expect(cost.usd).toBeCloseTo(cost.durationUsd + 165 * lambdaPrices.perRequestUsd, 12);
  });

  it.each<[string, Partial<BilledEvents>, { of: number; knownOf: number }]>([
    ['attempts without a REPORT are requests', { reports: 100 }, { of: 165, knownOf: 150 }],
    [
      'of a sample the others are one request each',
      { accepted: 60, attempts: [0, 50, 10, 0, 0], reports: 70 },
      { of: 160, knownOf: 120 },
    ],
    [
      'whose attempts nobody told is one request',
      { attempts: [0, 0, 0, 0, 0], attemptsUnknown: 100, reports: 0, billedMbMs: 0 },
      { of: 150, knownOf: 50 },
    ],
  ])('%s', (_name, changes, known) => {
    expect(costWith({ ...followed, ...changes })).toMatchObject(known);
  });
});
