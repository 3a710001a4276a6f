import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.js';
import { createThreadPacer, createTimerPacer, type Pacer } from './pacer.js';

const pacers: [string, () => Pacer][] = [
  ['thread', () => createThreadPacer(systemClock)],
  ['timer', () => createTimerPacer(systemClock)],
];

describe.each(pacers)('%s pacer', (_name, create) => {
  let pacer: Pacer;
  afterEach(() => pacer.close());

  const wakeAfter = (us: number): Promise<number> => {
    const atUs = systemClock.nowUs() + us;
    return new Promise((resolve) => {
      pacer.wakeAt(atUs, () => resolve(systemClock.nowUs() - atUs));
    });
  };

  it('wakes at the time, never before it', async () => {
    pacer = create();
    for (const us of [0, 20, 100, 1500, 30_000, 0, 5000]) {
      expect(await wakeAfter(us)).toBeGreaterThanOrEqual(0);
    }
  });

  it('wakes at once for a time that is past', async () => {
    pacer = create();
    expect(await wakeAfter(-5_000_000)).toBeGreaterThan(0);
  });

  it('does not call back after a cancel, and serves the next wake', async () => {
    pacer = create();
    let isCalled = false;
    const cancel = pacer.wakeAt(systemClock.nowUs() + 2000, () => {
      isCalled = true;
    });
    cancel();
    await wakeAfter(10_000);
    expect(isCalled).toBe(false);
  });

  it('lets the event loop work while it waits', async () => {
    pacer = create();
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    await wakeAfter(50_000);
    clearInterval(turn);
    expect(turns).toBeGreaterThan(2);
  });
});

it('replaces a far wake by a near one', async () => {
  const pacer = createThreadPacer(systemClock);
  const startUs = systemClock.nowUs();
  pacer.wakeAt(startUs + 60e6, () => {});
  await new Promise<void>((resolve) => {
    pacer.wakeAt(startUs + 3000, resolve);
  });
  expect(systemClock.nowUs() - startUs).toBeLessThan(30e6);
  pacer.close();
});
