import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LevelTally, poolViolators } from './monotone.js';

const tally = (level: number, held: number, broke: number): LevelTally => ({ level, held, broke });
const levelsOf = (tallies: LevelTally[]) =>
  poolViolators(tallies).map(({ levels, held, broke }) => [
    levels.map(({ level }) => level),
    held,
    broke,
  ]);

it('leaves levels alone that break the more often the higher they are', () => {
  expect(levelsOf([tally(20, 1, 1), tally(10, 2, 0), tally(40, 0, 3)])).toEqual([
    [[10], 2, 0],
    [[20], 1, 1],
    [[40], 0, 3],
  ]);
});

it('takes a level that broke together with those above it that held', () => {
  expect(levelsOf([tally(10, 1, 2), tally(11, 2, 0), tally(12, 1, 0), tally(40, 0, 2)])).toEqual([
    [[10, 11, 12], 4, 2],
    [[40], 0, 2],
  ]);
});

it('never breaks less often at a higher level, and loses no measurement', () => {
  const counts = fc.record({
    level: fc.integer({ min: 1, max: 1000 }),
    held: fc.nat(5),
    broke: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.uniqueArray(counts, { selector: ({ level }) => level }), (tallies) => {
      const pools = poolViolators(tallies);
      const shares = pools.map(({ held, broke }) => broke / (held + broke));
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      const sum = (of: readonly { held: number; broke: number }[]) =>
        of.reduce((total, { held, broke }) => total + held * 1000 + broke, 0);
      expect(sum(pools)).toBe(sum(tallies));
    }),
  );
});
