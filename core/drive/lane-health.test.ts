import { expect, it } from 'vitest';
import { systemClock } from '../base/clock.js';
import { watchHealth } from './lane-health.js';

/** Keeps the thread from anything else for so long. */
function work(ms: number): void {
  const endUs = systemClock.nowUs() + ms * 1000;
  while (systemClock.nowUs() < endUs);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('a thread that works is busy, one that polls for an arrival is not', async () => {
  let polledUs = 5_000_000;
  const watch = watchHealth(() => polledUs);
  await turn();
  work(50);
  await turn();
  expect(watch.take().busyShare).toBeGreaterThan(0.5);

  const fromUs = systemClock.nowUs();
  work(50);
  await turn();
  // As long as it really was, however busy the machine.
  polledUs += systemClock.nowUs() - fromUs;
  expect(watch.take().busyShare).toBeLessThan(0.5);
  watch.close();
});

it('is no share below zero, nor of no time', () => {
  let polledUs = 0;
  const watch = watchHealth(() => polledUs);
  polledUs = 1e9;
  expect(watch.take().busyShare).toBe(0);
  expect(watch.take().busyShare).toBeGreaterThanOrEqual(0);
  watch.close();
});
