/**
 * The rank, from 1, of a quantile of `n` values: the smallest value that at least that share of them
 * does not exceed (type 1 of R. J. Hyndman, Y. Fan, The American Statistician 50 (1996) 361–365), as
 * everywhere else in Reprise.
 */
export function quantileRank(quantile: number, n: number): number {
  return Math.max(1, Math.ceil(quantile * n - 1e-9));
}
