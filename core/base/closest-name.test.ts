import { expect, it } from 'vitest';
import { closestName } from './closest-name.js';

const names = ['throttled', 'functionError', 'p99', 'ok'];

it.each([
  ['throtled', 'throttled'],
  ['THROTTLED', 'throttled'],
  ['functionErrors', 'functionError'],
  ['p9', 'p99'],
  ['fucntionError', 'functionError'],
  ['ko', 'ok'],
  ['p50', undefined],
  ['latency', undefined],
  ['', undefined],
])('%o is probably %o', (found, expected) => {
  expect(closestName(found, names)).toBe(expected);
});
