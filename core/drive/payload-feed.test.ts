import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Payload } from '../invoke/client.js';
import type { Arrival } from '../schedule/arrival.js';
import { PayloadFeed } from './payload-feed.js';

const arrivalAt = (index: number, payload = index): Arrival => ({
  index,
  intendedUs: index,
  payload,
  workload: 0,
  stage: 0,
});

function* arrivals(count: number, payloads = count): Generator<Arrival> {
  for (let i = 0; i < count; i++) yield arrivalAt(i, i % payloads);
}

/** A source that counts its reads; every payload is of `sizeBytes`. */
function source(sizeBytes = 10) {
  const reads: number[] = [];
  const get = (position: number): Payload => {
    reads.push(position);
    return { bytes: new Uint8Array(sizeBytes), sha256: String(position) };
  };
  return { count: 1e9, get, reads };
}

const always = (): boolean => true;

describe('PayloadFeed', () => {
  it('gives every arrival once, in order and with its payload, however far it reads ahead', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.nat(5), { maxLength: 200 }),
        (count, maxAhead, mayRead) => {
          const feed = new PayloadFeed(arrivals(count, 9), [source()], {
            maxAhead,
            maxBytes: 1000,
          });
          const taken: string[] = [];
          for (let step = 0; feed.peek(); step++) {
            let left = mayRead[step % Math.max(1, mayRead.length)] ?? 0;
            feed.readAhead(() => left-- > 0);
            const loaded = feed.take();
            taken.push(`${loaded?.arrival.index}/${loaded?.payload.sha256}`);
          }
          expect(taken).toEqual(Array.from({ length: count }, (_, i) => `${i}/${i % 9}`));
          expect(feed.take()).toBeUndefined();
        },
      ),
    );
  });

  it('holds no more than it may, by number and by bytes', () => {
    const byNumber = source();
    new PayloadFeed(arrivals(100), [byNumber], { maxAhead: 8, maxBytes: 1e6 }).readAhead(always);
    expect(byNumber.reads).toHaveLength(8);
    const byBytes = source(3000);
    new PayloadFeed(arrivals(100), [byBytes], { maxAhead: 50, maxBytes: 10_000 }).readAhead(always);
    expect(byBytes.reads).toHaveLength(3);
  });

  it('keeps fewer small payloads than their bytes alone would let it', () => {
    const small = source(10);
    const feed = new PayloadFeed(arrivals(0), [small], { maxAhead: 1, maxBytes: 61_000 });
    for (const pass of [1, 2]) {
      for (let i = 0; i < 1000; i++) feed.payloadFor(arrivalAt(i));
      expect(small.reads).toHaveLength(pass === 1 ? 1000 : 1900);
    }
  });

  it('keeps nothing of what was taken, also when it is never empty', async () => {
    const collected = new Set<number>();
    const registry = new FinalizationRegistry((index: number) => collected.add(index));
    function* watched(): Generator<Arrival> {
      for (const arrival of arrivals(3000, 1)) {
        registry.register(arrival, arrival.index);
        yield arrival;
      }
    }
    const feed = new PayloadFeed(watched(), [source()], { maxAhead: 64, maxBytes: 1e6 });
    for (let i = 0; i < 2500; i++) {
      feed.readAhead(always);
      feed.take();
    }
    // Garbage is collected when the engine likes; filling its young generation makes it like to.
    for (let i = 0; collected.size === 0 && i < 200; i++) {
      Array.from({ length: 20_000 }, () => ({ filler: Math.random() }));
      await new Promise(setImmediate);
    }
    expect(collected.size).toBeGreaterThan(1000);
    expect(feed.peek()?.index).toBe(2500);
  });

  it('reads a payload that is sent again only once, as long as it fits', () => {
    const few = source();
    const feed = new PayloadFeed(arrivals(100, 3), [few]);
    while (feed.take());
    expect(few.reads).toEqual([0, 1, 2]);
  });
});
