import { encodeRows } from './row-codec.js';

/** Before each block of rows stands how long it is. */
const lengthBytes = 4;

/** Puts encoded rows together to what one tick tells, so that it can be cut anywhere. */
export function framed(blocks: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    blocks.flatMap((block) => {
      const length = Buffer.alloc(lengthBytes);
      length.writeUInt32LE(block.length);
      return [length, block];
    }),
  );
}

/** Takes apart what `framed` put together. Throws `RangeError` where something is missing. */
export function* blocksOf(told: Buffer): Generator<Buffer> {
  for (let at = 0; at < told.length; ) {
    const from = at + lengthBytes;
    at = from + told.readUInt32LE(at);
    if (at > told.length) throw new RangeError('what is told of its invocations is cut off');
    yield told.subarray(from, at);
  }
}

/**
 * What a worker's lanes tell of single invocations, by the tick of the worker that each belongs to: what a
 * lane tells is of its next tick. Encoded at once, since it may have to wait for the bus.
 */
export class ToldTicks {
  readonly #lengthUs: number;
  /** By lanes: told since their last ticks. */
  readonly #open = new Map<number, Uint8Array[]>();
  /** By the number of the worker's tick. */
  readonly #ticks = new Map<number, Uint8Array[]>();

  /** `lengthUs` is that of the worker's ticks. */
  constructor(lengthUs: number) {
    this.#lengthUs = lengthUs;
  }

  tell(lane: number, rows: readonly object[]): void {
    entry(this.#open, lane).push(encodeRows(rows));
  }

  /** What a lane has told so far is of this tick of it. */
  close(lane: number, endUs: number): void {
    const open = this.#open.get(lane);
    if (!open) return;
    this.#open.delete(lane);
    const number = Math.ceil(endUs / this.#lengthUs) - 1;
    entry(this.#ticks, number).push(...open);
  }

  /** What is told with a tick of the worker; undefined where that is nothing. */
  take(number: number): Uint8Array | undefined {
    const blocks = this.#ticks.get(number);
    this.#ticks.delete(number);
    return blocks && framed(blocks);
  }
}

function entry(map: Map<number, Uint8Array[]>, key: number): Uint8Array[] {
  const known = map.get(key) ?? [];
  map.set(key, known);
  return known;
}
