import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.js';
import { createThreadPacer, createTimerPacer, type Pacer, WakeLead } from './pacer.js';

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

it('wakes for arrivals that are close together though the sleeping thread is not let run', async () => {
  const pacer = createThreadPacer(systemClock, () => ({ terminate: async () => 0 }));
  for (let wake = 0; wake < 5; wake++) {
    const atUs = systemClock.nowUs() + 2500;
    const wokenUs = await new Promise<number>((resolve) => {
      pacer.wakeAt(atUs, () => resolve(systemClock.nowUs()));
    });
    expect(wokenUs).toBeGreaterThanOrEqual(atUs);
  }
  pacer.close();
});

it('tells how long it has polled: never longer than it took', async () => {
  const pacer = createThreadPacer(systemClock);
  const fromUs = systemClock.nowUs();
  for (let wake = 0; wake < 20; wake++) {
    await new Promise<void>((resolve) => {
      pacer.wakeAt(systemClock.nowUs() + 15, resolve);
    });
  }
  expect(pacer.polledUs).toBeGreaterThan(0);
  expect(pacer.polledUs).toBeLessThan(systemClock.nowUs() - fromUs);
  pacer.close();
});

describe('how early to be woken', () => {
  const wakes = Array.from({ length: 20_000 }, (_, k) => (k * 7919) % 200);

  it.each([
    [0.5, 100],
    [0.9, 180],
  ])('comes to what suffices for %f of all wakes', (inTime, expectedUs) => {
    const lead = new WakeLead(inTime);
    for (const lateUs of wakes) lead.learn(lateUs);
    expect(lead.us).toBeGreaterThan(expectedUs - 15);
    expect(lead.us).toBeLessThan(expectedUs + 15);
  });

  it('is not carried off by a wake that took very long, nor by many: it ends at 200 µs', () => {
    const lead = new WakeLead(0.9);
    const before = lead.us;
    lead.learn(2_000_000);
    expect(lead.us - before).toBeLessThan(5);
    for (let k = 0; k < 1000; k++) lead.learn(2_000_000);
    expect(lead.us).toBe(200);
  });

  it('is never less than 20 µs', () => {
    const lead = new WakeLead(0.5);
    for (let k = 0; k < 1000; k++) lead.learn(0);
    expect(lead.us).toBe(20);
  });
});
