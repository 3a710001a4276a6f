/** Bits counted together: one number in the directory for so many. */
const bitsPerBlock = 512;
const wordsPerBlock = bitsPerBlock / 32;

/** A set's memory, which threads share: posting it copies nothing. */
export interface SeqSetData {
  /** 32 positions each, the lowest in the lowest bit. */
  words: Uint32Array;
  /** How many there are before each block of 512. */
  before: Uint32Array;
  count: number;
}

/**
 * Some of the records of a recording, by their `seq`: one bit for each record, so that a selection of
 * a million takes 130 KB, and the n-th is found in a few steps.
 */
export class SeqSet {
  readonly data: SeqSetData;

  constructor(data: SeqSetData) {
    this.data = data;
  }

  /** `seqs` may come in any order, each below `size`. */
  static of(size: number, seqs: Iterable<number>): SeqSet {
    const blocks = Math.max(1, Math.ceil(size / bitsPerBlock));
    const words = new Uint32Array(new SharedArrayBuffer(blocks * wordsPerBlock * 4));
    for (const seq of seqs) {
      const word = seq >>> 5;
      words[word] = ((words[word] ?? 0) | (1 << (seq & 31))) >>> 0;
    }
    const before = new Uint32Array(new SharedArrayBuffer(blocks * 4));
    let count = 0;
    for (let block = 0; block < blocks; block++) {
      before[block] = count;
      for (let i = 0; i < wordsPerBlock; i++) count += ones(words[block * wordsPerBlock + i] ?? 0);
    }
    return new SeqSet({ words, before, count });
  }

  get count(): number {
    return this.data.count;
  }

  has(seq: number): boolean {
    return (((this.data.words[seq >>> 5] ?? 0) >>> (seq & 31)) & 1) === 1;
  }

  /** The `seq` at a position, 0 to `count - 1`. Throws `RangeError` for any other. */
  at(position: number): number {
    if (position < 0 || position >= this.count) {
      throw new RangeError(`position ${position} of a selection of ${this.count}`);
    }
    const block = this.#blockOf(position);
    let left = position - (this.data.before[block] ?? 0);
    for (let word = block * wordsPerBlock; ; word++) {
      const bits = this.data.words[word] ?? 0;
      const here = ones(bits);
      if (left < here) return word * 32 + nthOne(bits, left);
      left -= here;
    }
  }

  /** All of them, ascending. */
  *[Symbol.iterator](): Generator<number, void, void> {
    for (const [word, bits] of this.data.words.entries()) {
      for (let rest = bits; rest !== 0; rest = (rest & (rest - 1)) >>> 0) {
        yield word * 32 + nthOne(rest, 0);
      }
    }
  }

  /** The last block that begins at or before a position. */
  #blockOf(position: number): number {
    const { before } = this.data;
    let low = 0;
    let high = before.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((before[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** How many bits are set: Hacker's Delight (Warren, 2nd edition), figure 5-2. */
function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The number of the n-th set bit, from 0. */
function nthOne(word: number, n: number): number {
  let rest = word;
  for (let i = 0; i < n; i++) rest &= rest - 1;
  return 31 - Math.clz32(rest & -rest);
}
