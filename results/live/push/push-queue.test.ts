import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../export/otlp-post.js';
import { PushQueue } from './push-queue.js';

const taken: Delivery = { kind: 'taken' };
const later = (afterMs?: number): Delivery => ({
  ...{ kind: 'later', why: 'it answered 503' },
  ...(afterMs !== undefined && { afterMs }),
});
const refused: Delivery = { kind: 'refused', why: 'it answered 400' };

/** A world whose time passes only while somebody sleeps, and that answers as it was told. */
function worldOf(answers: (Delivery | 'hangs')[], random = 0.5) {
  let nowMs = 0;
  const sent: [atMs: number, body: string][] = [];
  const deliver = async (body: string, giveUp: AbortSignal): Promise<Delivery> => {
    sent.push([nowMs, body]);
    const answer = answers.shift() ?? taken;
    if (answer !== 'hangs') return answer;
    await new Promise<void>((resolve) => giveUp.addEventListener('abort', () => resolve()));
    return { kind: 'later', why: 'This operation was aborted' };
  };
  const sleepers: { untilMs: number; wake(): void }[] = [];
  const sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const sleeper = { untilMs: nowMs + ms, wake: () => resolve() };
      sleepers.push(sleeper);
      signal.addEventListener('abort', () => {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        resolve();
      });
    });
  /** Lets everything happen that needs no time, then the next of what does, until nobody sleeps. */
  const pass = async (ms: number): Promise<void> => {
    const endMs = nowMs + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = sleepers.sort((a, b) => a.untilMs - b.untilMs)[0];
      if (!next || next.untilMs > endMs) break;
      sleepers.shift();
      nowMs = next.untilMs;
      next.wake();
    }
    nowMs = endMs;
  };
  const world = { deliver, sleep, nowMs: () => nowMs, random: () => random };
  return { world, sent, pass };
}

async function ended(queue: PushQueue, pass: (ms: number) => Promise<void>) {
  const end = queue.end(5000);
  await pass(60_000);
  return end;
}

describe('a queue of pushes', () => {
  it('sends in order, one at a time', async () => {
    const { world, sent, pass } = worldOf([]);
    const queue = new PushQueue(world);
    for (const body of ['1', '2', '3']) queue.offer(body);
    expect(await ended(queue, pass)).toEqual({ offered: 3, delivered: 3 });
    expect(sent.map(([, body]) => body)).toEqual(['1', '2', '3']);
  });

  it.each([
    [0.5, [0, 1000, 2500, 4750, 8125, 13_125, 18_125]],
    [0, [0, 800, 2000, 3800, 6500, 10_500, 14_500]],
  ])('waits longer before each attempt, up to 5 s (random %d)', async (random, times) => {
    const { world, sent, pass } = worldOf(Array<Delivery>(6).fill(later()), random);
    const queue = new PushQueue(world);
    queue.offer('1');
    await pass(60_000);
    expect(sent.map(([atMs]) => Math.round(atMs))).toEqual(times);
    expect(await ended(queue, pass)).toMatchObject({ offered: 1, delivered: 1 });
  });

  it('waits as long as it is told to', async () => {
    const { world, sent, pass } = worldOf([later(30_000), later(0)]);
    const queue = new PushQueue(world);
    queue.offer('1');
    await pass(60_000);
    expect(sent.map(([atMs]) => atMs)).toEqual([0, 30_000, 30_000]);
  });

  it('does not repeat what was refused for good', async () => {
    const { world, sent, pass } = worldOf([refused]);
    const queue = new PushQueue(world);
    for (const body of ['1', '2']) queue.offer(body);
    expect(await ended(queue, pass)).toEqual({ offered: 2, delivered: 1, why: 'it answered 400' });
    expect(sent.map(([, body]) => body)).toEqual(['1', '2']);
  });

  it('keeps the latest while the collector is away, and no more than its limit', async () => {
    const { world, sent, pass } = worldOf(Array<Delivery>(4).fill(later()));
    const queue = new PushQueue(world, 3);
    for (let second = 1; second <= 8; second++) {
      queue.offer(String(second));
      await pass(1000);
    }
    await pass(60_000);
    expect(sent.map(([, body]) => body).slice(4)).toEqual(['1', '6', '7', '8']);
    expect(await ended(queue, pass)).toEqual({
      ...{ offered: 8, delivered: 4 },
      why: 'it answered 503',
    });
  });

  it('hears of what was taken in part', async () => {
    const { world, pass } = worldOf([
      { kind: 'taken', rejected: 'it rejected 3 data points: old' },
    ]);
    const queue = new PushQueue(world);
    queue.offer('1');
    expect(await ended(queue, pass)).toMatchObject({
      ...{ offered: 1, delivered: 1 },
      rejected: 'it rejected 3 data points: old',
    });
  });
});

describe('the end of a run', () => {
  it('gives up on a collector that hangs', async () => {
    const { world, pass } = worldOf(['hangs']);
    const queue = new PushQueue(world);
    for (const body of ['1', '2']) queue.offer(body);
    const end = queue.end(5000);
    await pass(5000);
    expect(await end).toEqual({ offered: 2, delivered: 0, why: 'no answer' });
  });

  it('tries once more at once, and not beyond its patience', async () => {
    const { world, sent, pass } = worldOf(Array<Delivery>(20).fill(later()));
    const queue = new PushQueue(world);
    queue.offer('1');
    await pass(100);
    const end = queue.end(4000);
    await pass(4000);
    expect(await end).toEqual({ offered: 1, delivered: 0, why: 'it answered 503' });
    expect(sent.map(([atMs]) => atMs)).toEqual([0, 100, 1600, 3850]);
  });

  it.each([
    ['before the end of its patience', 3000, 1],
    ['after it', 30_000, 0],
  ])('keeps to a time that it was told, %s', async (_, afterMs, delivered) => {
    const { world, sent, pass } = worldOf([later(afterMs)]);
    const queue = new PushQueue(world);
    queue.offer('1');
    await pass(0);
    const end = queue.end(5000);
    await pass(0);
    if (delivered === 0) expect((await end).delivered).toBe(0);
    await pass(5000);
    expect((await end).delivered).toBe(delivered);
    expect(sent.map(([atMs]) => atMs)).toEqual(delivered === 1 ? [0, 3000] : [0]);
  });

  it('does not wait for a time that it is told then', async () => {
    const { world, sent, pass } = worldOf([later(30_000)]);
    const queue = new PushQueue(world);
    queue.offer('1');
    const end = queue.end(5000);
    await pass(0);
    expect((await end).delivered).toBe(0);
    expect(sent).toHaveLength(1);
  });
});
