import { createRandom, type Random } from '../../base/random.js';
import type { ConfidenceInterval } from './interval.js';
import { quantileRank } from './quantile.js';

/** A ratio of the same quantile of two sets of values, second over first. */
export interface QuantileRatio extends ConfidenceInterval {
  quantile: number;
  estimate: number;
  /** Two-sided, of the hypothesis that the ratio is the one that was asked about. */
  pValue: number;
}

export interface BootstrapQuestion {
  /** Ascending, each above 0 and below 1. */
  quantiles: readonly number[];
  /** Intervals are at level 1 - `alpha`. */
  alpha: number;
  /** The ratio that the p values are of: 1 for "no different", 1.1 for "10% more". */
  against: number;
  /** Pairs that are drawn together: as far as neighbours depend on each other (`dependenceOf`). */
  blockLength: number;
  seed: number;
}

/** One less than a multiple of 200, so that the bounds at the usual levels are replicates. */
const mostReplicates = 1999;
const fewestReplicates = 599;
/** Draws in all, beyond which there are fewer replicates: some seconds. */
const mostDraws = 2e8;

/**
 * Ratios of quantiles of paired values in the order in which they were measured, by the circular block
 * bootstrap (D. N. Politis, J. P. Romano, in Exploring the Limits of Bootstrap, 1992, 263–270): whole
 * stretches of neighbouring pairs are drawn, both sides of a pair together, so that what pairs share
 * (the payload) and what neighbours share (the moment) stays in.
 *
 * Intervals are of the percentile kind (B. Efron, Ann. Statist. 7 (1979) 1–26). BCa would need a
 * jackknife, which is inconsistent for quantiles (B. Efron, The Jackknife, the Bootstrap and Other
 * Resampling Plans, 1982, 3.4). The same seed gives the same numbers. Memory grows with n only.
 */
export function bootstrapQuantileRatios(
  first: Float64Array,
  second: Float64Array,
  { quantiles, alpha, against, blockLength, seed }: BootstrapQuestion,
): QuantileRatio[] {
  const n = first.length;
  if (n === 0) {
    const none = { estimate: Number.NaN, low: Number.NaN, high: Number.NaN, pValue: 1 };
    return quantiles.map((quantile) => ({ quantile, ...none }));
  }
  const ranks = quantiles.map((quantile) => quantileRank(quantile, n));
  const sides = [new WeightedSide(first), new WeightedSide(second)] as const;
  const weights = new Uint32Array(n).fill(1);
  const ratios = (): number[] => {
    const [below, above] = sides.map((side) => side.quantiles(weights, ranks)) as [
      number[],
      number[],
    ];
    return above.map((value, i) => value / (below[i] as number));
  };
  const estimates = ratios();
  const count = replicatesFor(n);
  const replicates = quantiles.map(() => new Float64Array(count));
  const random = createRandom(seed, 'bootstrap');
  for (let replicate = 0; replicate < count; replicate++) {
    drawBlocks(weights, blockLength, random);
    for (const [i, ratio] of ratios().entries()) (replicates[i] as Float64Array)[replicate] = ratio;
  }
  return quantiles.map((quantile, i) => ({
    quantile,
    estimate: estimates[i] as number,
    ...summarize((replicates[i] as Float64Array).sort(), alpha, against),
  }));
}

function replicatesFor(n: number): number {
  const affordable = Math.floor(mostDraws / n / 200) * 200 - 1;
  return Math.min(mostReplicates, Math.max(fewestReplicates, affordable));
}

/** Enters how often each pair is drawn: as many draws as there are pairs, in whole stretches. */
function drawBlocks(weights: Uint32Array, length: number, random: Random): void {
  const n = weights.length;
  weights.fill(0);
  for (let drawn = 0; drawn < n; drawn += length) {
    const start = Math.floor(random() * n);
    const end = Math.min(length, n - drawn);
    for (let i = 0; i < end; i++) {
      const at = start + i < n ? start + i : start + i - n;
      weights[at] = (weights[at] as number) + 1;
    }
  }
}

/** Percentile interval and p value of ascending replicates, consistent with each other. */
function summarize(replicates: Float64Array, alpha: number, against: number) {
  const count = replicates.length;
  const outside = Math.max(1, Math.floor((alpha / 2) * (count + 1)));
  const below = replicates.filter((ratio) => ratio <= against).length;
  const above = replicates.filter((ratio) => ratio >= against).length;
  return {
    low: replicates[outside - 1] as number,
    high: replicates[count - outside] as number,
    pValue: Math.min(1, (2 * (Math.min(below, above) + 1)) / (count + 1)),
  };
}

/** Values in ascending order, with the places they come from. */
class WeightedSide {
  readonly #values: Float64Array;
  readonly #order: Uint32Array;

  constructor(values: Float64Array) {
    this.#order = Uint32Array.from({ length: values.length }, (_, index) => index);
    this.#order.sort((a, b) => (values[a] as number) - (values[b] as number));
    this.#values = Float64Array.from(this.#order, (index) => values[index] as number);
  }

  /** The values at ascending ranks, each value counted as often as its weight says. */
  quantiles(weights: Uint32Array, ranks: readonly number[]): number[] {
    const found: number[] = [];
    let seen = 0;
    let place = 0;
    for (const rank of ranks) {
      while (seen < rank) {
        seen += weights[this.#order[place] as number] as number;
        place += 1;
      }
      found.push(this.#values[place - 1] as number);
    }
    return found;
  }
}
