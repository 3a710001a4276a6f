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

/** So many rows are encoded together. */
const blockRows = 500;

/** Rows of one lane or one tick: encoded early, since they may have to wait for the bus. */
class Told {
  readonly blocks: Uint8Array[] = [];
  #rows: object[] = [];

  add(rows: readonly object[]): void {
    for (const row of rows) this.#rows.push(row);
    if (this.#rows.length >= blockRows) this.close();
  }

  close(): void {
    if (this.#rows.length > 0) this.blocks.push(encodeRows(this.#rows));
    this.#rows = [];
  }
}

/**
 * What a worker's lanes tell of single invocations, by the tick of the worker that each belongs to: what a
 * lane tells is of its next tick.
 */
export class ToldTicks {
  readonly #lengthUs: number;
  /** By lanes: told since their last ticks. */
  readonly #open = new Map<number, Told>();
  /** By the number of the worker's tick. */
  readonly #ticks = new Map<number, Uint8Array[]>();

  /** `lengthUs` is that of the worker's ticks. */
  constructor(lengthUs: number) {
    this.#lengthUs = lengthUs;
  }

  tell(lane: number, rows: readonly object[]): void {
    const open = this.#open.get(lane) ?? new Told();
    this.#open.set(lane, open);
    open.add(rows);
  }

  /** What a lane has told so far is of this tick of it. */
  close(lane: number, endUs: number): void {
    const open = this.#open.get(lane);
    if (!open) return;
    this.#open.delete(lane);
    open.close();
    const number = Math.ceil(endUs / this.#lengthUs) - 1;
    this.#ticks.set(number, [...(this.#ticks.get(number) ?? []), ...open.blocks]);
  }

  /** What is told with a tick of the worker; undefined where that is nothing. */
  take(number: number): Uint8Array | undefined {
    const blocks = this.#ticks.get(number);
    this.#ticks.delete(number);
    return blocks && framed(blocks);
  }
}
