/** Seven bits a byte, the lowest first; the highest bit says that more follow (as in Protocol Buffers). */
const [low, more] = [0x7f, 0x80];

/** Writes whole numbers from 0 to 2^53 - 1, small ones in a byte. */
export class VarintWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;

  put(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#grow();
    let rest = value;
    while (rest > low) {
      // Above 32 bits there are no bit operations, so the lowest seven are taken by arithmetic.
      this.#bytes[this.#length++] = (rest % 128) | more;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Reads what `VarintWriter` wrote. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Throws `RangeError` at the end of the bytes. */
  take(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('a number is cut off');
      value += (byte & low) * factor;
      if (byte < more) return value;
    }
  }

  /** How many bytes are left, and so at most how many numbers. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }
}
