import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFigures, isShort, statusOf } from './compare-figures.js';
import type { Bounds, ComparedMetric, OwnFigures, ServiceFigures } from './reconciliation.js';

type Counts = Partial<Record<ComparedMetric, number | null>>;

const own: OwnFigures = {
  scope: { functionName: 'checkout' },
  counts: {
    Invocations: { least: 100, most: 103 },
    Errors: { least: 4, most: 4 },
    Throttles: { least: 0, most: 0 },
    AsyncEventsReceived: { least: 0, most: 0 },
    AsyncEventsDropped: { least: 0, most: null },
  },
  durationMs: null,
};

function serviceOf(counts: Counts): ServiceFigures {
  return { counts, durationMs: null, ageMs: null, concurrency: null, deliveryFailures: null };
}

const equal: Counts = {
  ...{ Invocations: 100, Errors: 4, Throttles: 0 },
  ...{ AsyncEventsReceived: null, AsyncEventsDropped: null },
};
const ripe = { isSettled: true, isOld: false };

function status(counts: Counts, share = 0, ripeness = ripe) {
  return statusOf([compareFigures(own, serviceOf({ ...equal, ...counts }))], share, ripeness);
}

describe('what both have counted', () => {
  it.each<[string, Counts, ReturnType<typeof status>]>([
    ['the same', {}, 'agrees'],
    ['one that was not answered and ran', { Invocations: 103 }, 'agrees'],
    ['no value where there is nothing to count', { Throttles: null }, 'agrees'],
    ['more than it can be', { Invocations: 104 }, 'others'],
    ['events of others', { AsyncEventsReceived: 2 }, 'others'],
    ['throttles of others', { Throttles: 1 }, 'others'],
    ['errors that nobody was answered', { Errors: 5 }, 'others'],
    ['events of others that were given up', { AsyncEventsDropped: 2 }, 'agrees'],
    ['fewer: they are to come', { Invocations: 99 }, 'incomplete'],
    ['no value, which is no zero', { Invocations: null }, 'incomplete'],
    ['a zero where there is something', { Errors: 0 }, 'incomplete'],
    [
      'more of one and fewer of another: the more is proof',
      { Invocations: 110, Errors: 3 },
      'others',
    ],
  ])('%s', (_name, counts, expected) => {
    expect(status(counts)).toBe(expected);
  });

  it('what is equal may still grow until it has settled', () => {
    expect(status({}, 0, { isSettled: false, isOld: false })).toBe('incomplete');
  });

  it('what is missing long after will not come', () => {
    expect(status({ Invocations: 99 }, 0, { isSettled: true, isOld: true })).toBe('fewer');
    expect(status({ Invocations: null }, 0, { isSettled: true, isOld: true })).toBe('fewer');
  });

  it.each<[number, Counts, ReturnType<typeof status>]>([
    [0.1, { Invocations: 114 }, 'agrees'],
    [0.1, { Invocations: 115 }, 'others'],
    // Their errors are borne with their invocations, their throttles are not.
    [0.1, { Invocations: 110, Errors: 11 }, 'agrees'],
    [0.1, { Invocations: 110, Errors: 12 }, 'others'],
    [0.1, { Invocations: 110, Throttles: 1 }, 'others'],
  ])('others may make %f of the invocations: %j', (share, counts, expected) => {
    expect(status(counts, share)).toBe(expected);
  });
});

it('as values come in, a run goes from short to agreeing to others, and never back', () => {
  const bounds = fc
    .tuple(fc.nat(50), fc.nat(10), fc.boolean())
    .map(([least, more, isOpen]): Bounds => ({ least, most: isOpen ? null : least + more }));
  const rank = { incomplete: 0, agrees: 1, others: 2, fewer: 0, unread: 0 };
  fc.assert(
    fc.property(bounds, fc.array(fc.nat(20), { minLength: 1 }), (Invocations, steps) => {
      const figures: OwnFigures = { ...own, counts: { Invocations } };
      let seen: number | null = null;
      let before = 0;
      for (const step of steps) {
        seen = (seen ?? 0) + step;
        const scope = compareFigures(figures, serviceOf({ Invocations: seen }));
        const now = rank[statusOf([scope], 0, ripe)];
        expect(now).toBeGreaterThanOrEqual(before);
        expect(isShort([scope])).toBe(seen < Invocations.least);
        before = now;
      }
    }),
  );
});
