import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeRows } from './row-codec.js';
import { blocksOf, framed, ToldTicks } from './told-ticks.js';

const indexes = (told: Uint8Array | undefined): number[] =>
  [...blocksOf(Buffer.from(told ?? []))].flatMap((block) =>
    decodeRows<{ index: number }>(block).map(({ index }) => index),
  );

it('gives what a lane told before a tick of it with the worker’s tick of that time', () => {
  const told = new ToldTicks(1e6);
  told.tell(0, [{ index: 1 }, { index: 2 }]);
  told.tell(3, [{ index: 3 }]);
  told.close(0, 1e6);
  told.tell(0, [{ index: 4 }]);
  // Stalled: its silent ticks came as one.
  told.close(3, 2e6);
  told.close(0, 2e6);
  expect([0, 1, 2].map((second) => indexes(told.take(second)))).toEqual([[1, 2], [3, 4], []]);
  expect(told.take(1)).toBeUndefined();
});

it('gives back the blocks that were put together, and refuses them without the end of the last', () => {
  const blocks = fc.array(fc.uint8Array(), { minLength: 1 });
  fc.assert(
    fc.property(blocks, fc.nat(), (parts, cut) => {
      const whole = framed(parts);
      expect([...blocksOf(whole)].map((block) => [...block])).toEqual(parts.map((p) => [...p]));
      const missing = 1 + (cut % ((parts.at(-1)?.length ?? 0) + 3));
      expect(() => [...blocksOf(whole.subarray(0, whole.length - missing))]).toThrow(RangeError);
    }),
  );
});
