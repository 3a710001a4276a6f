import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlowestKeeper } from './slowest-keeper.js';

describe('the slowest of a stream', () => {
  it('are those that a sort of all of them finds, whatever their order', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 200 });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 12 }), (all, places) => {
        const keeper = new SlowestKeeper(places);
        const kept: number[] = [];
        for (const time of all) {
          const place = keeper.offer(time);
          if (place !== undefined) kept[place] = time;
        }
        const sorted = all.toSorted((a, b) => b - a).slice(0, places);
        expect(kept.toSorted((a, b) => b - a)).toEqual(sorted);
      }),
    );
  });
});
