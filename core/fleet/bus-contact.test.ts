import { expect, it } from 'vitest';
import { BusContact } from './bus-contact.js';

it('counts from when the last question was asked that was answered', async () => {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const reach = (): Promise<void> =>
    new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  let nowMs = 0;
  const contact = new BusContact({ reach }, () => nowMs);
  const since = async (atMs: number): Promise<number> => {
    await Promise.resolve();
    nowMs = atMs;
    return contact.sinceMs();
  };
  expect(await since(100)).toBe(100);
  waiting[0]?.resolve();
  // Asked at 100, whenever it was answered.
  expect(await since(300)).toBe(200);
  expect(await since(4000)).toBe(3900);
  waiting[1]?.reject(new Error('away'));
  expect(await since(4500)).toBe(4400);
  // The connection is there again: an early question may stay open for ever.
  waiting[3]?.resolve();
  expect(await since(4600)).toBe(100);
});
