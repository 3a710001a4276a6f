import { formatCount, formatHz, formatShare, formatUs, formatUsd } from '../../quantity/format.js';
import type { Comparison, Operator } from '../expectation.js';
import type { Dimension, Observation } from '../metrics.js';
import type { Verdict } from '../verdict.js';
import type { Part } from './part.js';
import { tooFewFor, tooFewNote } from './sample-size.js';

/** Judges a comparison by one part of the run: all that it is about, or a window of that. */
export function judgeComparison(condition: Comparison, part: Part): Verdict {
  const { metric, operator, limit } = condition;
  const seen = metric.read(part);
  const base = limit.unit === 'share' ? seen?.whole : 1;
  if (!seen || !base) return noData(condition, metric.missing);
  const value = seen.value / base;
  const observed = describe[metric.dimension](seen);
  const few = tooFewFor(condition, seen.histogram);
  const result = { ...headOf(condition), value };
  if (few === 'fail') return { ...result, observed, verdict: few };
  if (few === 'inconclusive' && seen.histogram) {
    return { ...result, verdict: few, observed: observed + tooFewNote(condition, seen.histogram) };
  }
  return { ...result, observed, verdict: holds(value, operator, limit.value) ? 'pass' : 'fail' };
}

/** The verdict where there is nothing to judge by. */
export function noData(condition: Comparison, why: string): Verdict {
  return { ...headOf(condition), verdict: 'noData', observed: `no data: ${why}` };
}

/** What every verdict of this comparison says, whatever was seen. */
export function headOf({ text, operator, limit }: Comparison) {
  return { text, operator, limit: limit.value, unit: limit.unit };
}

const describe: Record<Dimension, (seen: Observation) => string> = {
  time: ({ value }) => formatUs(value),
  memory: ({ value, whole = 0 }) =>
    `${Number(value.toFixed(1))} MB of ${whole} MB (${formatShare(value, whole)})`,
  count: ({ value, whole = 0 }) =>
    `${formatCount(value)} of ${formatCount(whole)} (${formatShare(value, whole)})`,
  rate: ({ value, whole }) =>
    whole === undefined
      ? formatHz(value)
      : `${formatHz(value)} of ${formatHz(whole)} asked (${formatShare(value, whole)})`,
  money: ({ value }) => formatUsd(value),
};

/**
 * Compares with a relative tolerance of 1e-12, so that 999 of 1,000 are `>= 99.9%`: neither is
 * exactly a binary number.
 */
export function holds(value: number, operator: Operator, limit: number): boolean {
  const isEqual = Math.abs(value - limit) <= 1e-12 * Math.max(Math.abs(value), Math.abs(limit));
  switch (operator) {
    case '<':
      return value < limit && !isEqual;
    case '<=':
      return value < limit || isEqual;
    case '>':
      return value > limit && !isEqual;
    case '>=':
      return value > limit || isEqual;
    case '==':
      return isEqual;
    case '!=':
      return !isEqual;
  }
}
