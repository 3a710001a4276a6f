/** Lengths of the batches, in seconds, over which slow answers are counted. */
const batchesS = [1, 2, 4];

/** Fewer slow answers, and fewer batches, say nothing of whether they come together. */
const least = { slow: 8, batches: 4 };

/**
 * How many slow answers count as one: answers that wait in one queue are slow together. The variance of
 * their number in a second, or in two or four, over its mean (the index of dispersion of counts; D. R.
 * Cox, P. A. W. Lewis, The Statistical Analysis of Series of Events, 1966): 1 where each is slow by
 * itself, as often as a Poisson process has it. At least 1.
 */
export function dispersionOf(slowEachSecond: readonly number[]): number {
  const slow = slowEachSecond.reduce((sum, count) => sum + count, 0);
  if (slow < least.slow) return 1;
  return Math.max(1, ...batchesS.map((lengthS) => dispersionOver(slowEachSecond, lengthS)));
}

function dispersionOver(counts: readonly number[], lengthS: number): number {
  const batches: number[] = [];
  for (let from = 0; from + lengthS <= counts.length; from += lengthS) {
    batches.push(counts.slice(from, from + lengthS).reduce((sum, count) => sum + count, 0));
  }
  const n = batches.length;
  const mean = batches.reduce((sum, count) => sum + count, 0) / n;
  if (n < least.batches || mean === 0) return 1;
  return batches.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (n - 1) / mean;
}
