import { expect, it } from 'vitest';
import type { Tick } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import { blobPartSize } from './protocol.js';
import { decodeTick } from './tick-codec.js';
import { TickQueue } from './tick-queue.js';

function tick(endUs: number): Tick {
  const ledger = new Ledger();
  ledger.arrivalDue(0, 0);
  return {
    ...{ lane: 0, endUs, ledger: ledger.toData(), inFlight: 1, maxInFlight: 2, samples: [] },
    health: { busyShare: 0.5, gcMs: 1 },
  };
}

/** A log that keeps each id once, and fails when it is told to. */
function logOf() {
  const kept = new Map<string, Uint8Array>();
  const state = { isDown: false, appended: 0 };
  return {
    ...{ kept, state },
    async append(bytes: Uint8Array, id: string): Promise<void> {
      await Promise.resolve();
      if (state.isDown) throw new Error('down');
      state.appended += 1;
      if (!kept.has(id)) kept.set(id, bytes);
    },
    messages: () => [...kept.values()].map(decodeTick),
  };
}

const quiet = async (queue: TickQueue): Promise<void> => {
  while (queue.queued > 0) await new Promise((resolve) => setTimeout(resolve, 5));
};

it('numbers what it is given, in order and without gaps, its last word at the end', async () => {
  const log = logOf();
  const queue = new TickQueue(log, 3, (seq) => `id.${seq}`);
  for (let i = 1; i <= 4; i++) queue.put(tick(i * 250_000));
  queue.end({ reason: 'planEnd' });
  await quiet(queue);
  const messages = log.messages();
  expect(
    messages.map(({ seq, epoch, tick: t, done }) => [seq, epoch, t?.endUs, done?.reason]),
  ).toEqual([
    [0, 3, 250_000, undefined],
    [1, 3, 500_000, undefined],
    [2, 3, 750_000, undefined],
    [3, 3, 1_000_000, undefined],
    [4, 3, undefined, 'planEnd'],
  ]);
});

it('keeps what is not committed, and appends it again under the same id', async () => {
  const log = logOf();
  const queue = new TickQueue(log, 1, (seq) => `id.${seq}`);
  for (let i = 1; i <= 8; i++) queue.put(tick(i * 250_000));
  await quiet(queue);
  queue.committed(1_000_000);
  log.state.appended = 0;
  queue.again();
  await quiet(queue);
  expect(log.state.appended).toBe(4);
  expect(log.messages().map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('waits for a bus that is away, and merges what it has to keep by seconds: nothing is lost', async () => {
  const log = logOf();
  log.state.isDown = true;
  const queue = new TickQueue(log, 1, (seq) => `id.${seq}`);
  for (let i = 1; i <= 1200; i++) queue.put(tick(i * 250_000));
  expect(queue.isFull).toBe(false);
  log.state.isDown = false;
  await quiet(queue);
  const ticks = log.messages().flatMap(({ tick: each }) => each ?? []);
  expect(ticks.length).toBeLessThan(700);
  expect(ticks.reduce((sum, { ledger }) => sum + (ledger.stages[0]?.due ?? 0), 0)).toBe(1200);
  expect(ticks.reduce((sum, { health }) => sum + health.gcMs, 0)).toBe(1200);
  const ends = ticks.map(({ endUs }) => endUs);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  expect(ends.at(-1)).toBe(300e6);
});

it('is full when even seconds are too many', () => {
  const log = logOf();
  log.state.isDown = true;
  const queue = new TickQueue(log, 1, (seq) => `id.${seq}`);
  for (let i = 1; i <= 605; i++) queue.put(tick(i * 1e6));
  expect(queue.isFull).toBe(true);
  queue.close();
});

it('tells of single invocations before the tick they belong to, in as many messages as it takes', async () => {
  const log = logOf();
  const queue = new TickQueue(log, 1, (seq) => `id.${seq}`);
  const told = Uint8Array.from({ length: 2.5 * blobPartSize }, (_, i) => i % 251);
  queue.put(tick(1e6), told);
  queue.put(tick(2e6), told.subarray(0, blobPartSize));
  queue.put(tick(3e6));
  await quiet(queue);
  queue.again();
  await quiet(queue);
  const messages = log.messages();
  expect(messages.map(({ seq, tick: t, told: piece }) => [seq, t?.endUs, piece?.length])).toEqual([
    [0, undefined, blobPartSize],
    [1, undefined, blobPartSize],
    [2, 1e6, blobPartSize / 2],
    [3, 2e6, blobPartSize],
    [4, 3e6, undefined],
  ]);
  const pieces = messages.slice(0, 3).map(({ told: piece }) => piece ?? Buffer.alloc(0));
  expect(Buffer.concat(pieces).equals(told)).toBe(true);
  for (const bytes of log.kept.values()) expect(bytes.length).toBeLessThan(1024 * 1024);
});

it('merges what is told with the ticks that are merged', async () => {
  const log = logOf();
  log.state.isDown = true;
  const queue = new TickQueue(log, 1, (seq) => `id.${seq}`);
  for (let i = 1; i <= 1200; i++) queue.put(tick(i * 250_000), Buffer.of(i % 256));
  log.state.isDown = false;
  await quiet(queue);
  const told = log.messages().flatMap(({ told: piece }) => [...(piece ?? [])]);
  expect(told).toEqual(Array.from({ length: 1200 }, (_, i) => (i + 1) % 256));
});

it('is full when the server could not keep what waits, until it is committed', async () => {
  const log = logOf();
  const queue = new TickQueue(log, 1, (seq) => `id.${seq}`);
  for (let i = 1; i <= 9; i++) queue.put(tick(i * 1e6), Buffer.alloc(8 * 1024 * 1024));
  expect(queue.isFull).toBe(true);
  await quiet(queue);
  expect(queue.isFull).toBe(true);
  queue.committed(2e6);
  expect(queue.isFull).toBe(false);
});
