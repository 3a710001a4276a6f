import { binomialLowerTail, binomialUpperTail } from './binomial.js';

/**
 * McNemar's exact test (Q. McNemar, Psychometrika 12 (1947) 153–157): of pairs in which only one
 * side shows something, is it as often the one side as the other? `onlyFirst` and `onlySecond` are
 * the two counts of discordant pairs; under the hypothesis each is a fair coin's. Gives the two-sided
 * p value, twice the smaller tail of Binomial(onlyFirst + onlySecond, 1/2), at most 1: R's
 * `binom.test` of these counts, statsmodels' `mcnemar(exact=True)`.
 */
export function mcNemarTest(onlyFirst: number, onlySecond: number): number {
  const smaller = Math.min(onlyFirst, onlySecond);
  return Math.min(1, 2 * binomialLowerTail(smaller, onlyFirst + onlySecond, 0.5));
}

/** The same, one-sided: the probability of as many `onlySecond` or more, were both sides alike. */
export function mcNemarMoreInSecond(onlyFirst: number, onlySecond: number): number {
  return binomialUpperTail(onlySecond, onlyFirst + onlySecond, 0.5);
}
