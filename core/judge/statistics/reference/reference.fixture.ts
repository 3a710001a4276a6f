import { readFileSync } from 'node:fs';

type Numbers = number[];

/** What `make.py` wrote: rows of arguments followed by what the function must give. */
interface Reference {
  normal: { cdf: Numbers[]; quantile: Numbers[] };
  mcnemar: Numbers[];
  proportions: { wilson: Numbers[]; newcombe: Numbers[]; paired: Numbers[] };
  hodgesLehmann: [d: Numbers, alpha: number, estimate: number, low: number, high: number][];
  signedRank: [d: Numbers, statistic: number, pValue: number][];
  mannWhitney: [a: Numbers, b: Numbers, statistic: number, pValue: number][];
  holm: [pValues: Numbers, adjusted: Numbers][];
  student: { tail: Numbers[]; quantile: Numbers[] };
  dependence: [
    series: Numbers,
    blockLength: number,
    variance: number,
    longRunVariance: number,
    blockVariance: number,
  ][];
  clusters: [values: Numbers, of: Numbers, variance: number, effective: number][];
  shiftRatio: [a: Numbers, b: Numbers, estimate: number, low: number, high: number][];
  quantileRatio: [
    a: Numbers,
    b: Numbers,
    quantile: number,
    estimate: number,
    low: number,
    high: number,
    pValue: number,
  ][];
}

const file = new URL('./reference.json', import.meta.url);

/** The values that scipy, or the definition itself, gives. */
export const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
