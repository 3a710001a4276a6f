import { createRandom, type Random } from '../../base/random.js';

/**
 * Finds order statistics of the n(n + 1)/2 pairwise sums x_i + x_j, i <= j, of sorted values, in
 * O(n) memory and O(n log n) expected time. The sums are a matrix whose rows and columns rise, so
 * that what is still possible is one stretch of each row; a random sum of these divides them, as in
 * quickselect (J. F. Monahan, "Algorithm 616: Fast computation of the Hodges–Lehmann location
 * estimator", ACM Trans. Math. Software 10 (1984) 265–270). The choice of the dividing sum changes
 * the time only: the result is exact.
 */
export class WalshSums {
  readonly #sorted: Float64Array;
  readonly #random: Random;

  /** `sorted` is in ascending order, without NaN. */
  constructor(sorted: Float64Array) {
    this.#sorted = sorted;
    this.#random = createRandom(sorted.length, 'walsh');
  }

  /** How many sums there are. */
  get count(): number {
    const n = this.#sorted.length;
    return (n * (n + 1)) / 2;
  }

  /** The sum with `rank` sums before it, from 0. Throws `RangeError` where there is none. */
  select(rank: number): number {
    const n = this.#sorted.length;
    // Of row i the columns from `from[i]` up to, not including, `to[i]` are still possible.
    const from = Uint32Array.from({ length: n }, (_, row) => row);
    const to = new Uint32Array(n).fill(n);
    const cut = new Uint32Array(n);
    let left = this.count;
    while (left > 0) {
      const pivot = this.#candidate(from, to, left);
      const below = this.#cutAt(cut, (sum) => sum < pivot);
      if (rank < below) {
        left = narrow(from, to, cut, 'keepBelow');
        continue;
      }
      const upTo = this.#cutAt(cut, (sum) => sum <= pivot);
      if (rank < upTo) return pivot;
      left = narrow(from, to, cut, 'keepAbove');
    }
    throw new RangeError(`there are ${this.count} sums, and none has ${rank} before it`);
  }

  /** One of the sums still possible, each as likely. */
  #candidate(from: Uint32Array, to: Uint32Array, left: number): number {
    let place = Math.floor(this.#random() * left);
    for (let row = 0; row < from.length; row++) {
      const start = from[row] as number;
      const width = (to[row] as number) - start;
      if (place < width) return this.#sum(row, start + place);
      place -= width;
    }
    throw new RangeError('no sum is left');
  }

  /**
   * Enters for each row its first column for which `holds` fails, and counts the sums for which it
   * holds: a staircase, since that column falls from row to row.
   */
  #cutAt(cut: Uint32Array, holds: (sum: number) => boolean): number {
    const n = this.#sorted.length;
    let column = n;
    let total = 0;
    for (let row = 0; row < n; row++) {
      while (column > row && !holds(this.#sum(row, column - 1))) column--;
      const end = Math.max(column, row);
      cut[row] = end;
      total += end - row;
    }
    return total;
  }

  #sum(row: number, column: number): number {
    return (this.#sorted[row] as number) + (this.#sorted[column] as number);
  }
}

function narrow(
  from: Uint32Array,
  to: Uint32Array,
  cut: Uint32Array,
  side: 'keepBelow' | 'keepAbove',
): number {
  let left = 0;
  for (let row = 0; row < from.length; row++) {
    const at = cut[row] as number;
    if (side === 'keepBelow')
      to[row] = Math.max(from[row] as number, Math.min(to[row] as number, at));
    else from[row] = Math.min(to[row] as number, Math.max(from[row] as number, at));
    left += (to[row] as number) - (from[row] as number);
  }
  return left;
}
