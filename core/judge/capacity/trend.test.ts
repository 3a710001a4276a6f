import { expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { isGrowing, trendOf } from './trend.js';

const line = (from: number, slope: number, n = 10) =>
  Array.from({ length: n }, (_, second) => from + slope * second);

it.each<[string, number[], boolean]>([
  ['a queue that grows by five each second', line(10, 5), true],
  ['as much on top of far more', line(1000, 5), false],
  ['what stays the same', line(40, 0), false],
  ['what shrinks after cold starts', line(80, -5), false],
  ['one of a few that come and go', [0, 1, 0, 1, 1, 0, 1, 1, 1, 0], false],
  ['a stall near the end', [4, 5, 4, 5, 4, 5, 4, 160, 80, 4], false],
  ['an uneven growth', [12, 25, 31, 48, 44, 66, 71, 80, 98, 101], true],
])('tells a backlog by its trend: %s', (_name, values, expected) => {
  const trend = trendOf(values);
  expect(trend && isGrowing(trend)).toBe(expected);
});

it('says nothing of fewer than five seconds', () => {
  expect(trendOf(line(0, 50, 4))).toBeUndefined();
});

it('finds a growth where there is none in less than one of a hundred', () => {
  const random = createRandom(1, 'trend');
  let found = 0;
  for (let round = 0; round < 2000; round++) {
    const trend = trendOf(Array.from({ length: 10 }, () => Math.floor(random() * 12)));
    if (trend && isGrowing(trend)) found += 1;
  }
  expect(found).toBeLessThan(20);
});
