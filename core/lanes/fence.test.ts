import { expect, it } from 'vitest';
import { Fence } from './fence.js';

it('is down for good once nobody has touched it for too long, in every thread', () => {
  let nowUs = 5;
  const fence = Fence.of(2_000_000, () => nowUs);
  const elsewhere = new Fence(fence.data, () => nowUs);
  nowUs = 2_000_005;
  expect(elsewhere.isDown).toBe(false);
  fence.touch();
  nowUs = 3_900_000;
  expect(elsewhere.isDown).toBe(false);
  nowUs = 4_000_006;
  // It wakes, and says first that it is awake: too late.
  fence.touch();
  expect(elsewhere.isDown).toBe(true);
  nowUs = 4_000_007;
  fence.touch();
  expect([fence.isDown, elsewhere.isDown]).toEqual([true, true]);
});
