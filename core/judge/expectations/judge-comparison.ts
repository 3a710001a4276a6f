import { defined } from '../../base/defined.js';
import type { MetricCondition, Operator } from '../expectation.js';
import type { Observation } from '../metrics.js';
import type { NoData, SeenValue } from '../observed.js';
import type { Verdict } from '../verdict.js';
import type { Part } from './part.js';
import { tooFewFor, tooFewSamples } from './sample-size.js';

/** Judges a comparison by one part of the run: all that it is about, or a window of that. */
export function judgeComparison(condition: MetricCondition, part: Part): Verdict {
  const { metric, operator, limit } = condition;
  const seen = metric.read(part);
  const base = limit.unit === 'share' ? seen?.whole : 1;
  if (!seen || !base) return noData(condition, { why: metric.missing });
  const value = seen.value / base;
  const { dimension } = metric;
  const observed: SeenValue = {
    ...{ kind: 'value', dimension, value: seen.value },
    ...defined({
      ...{ whole: seen.whole, askedHz: seen.askedHz },
      ...{ knownOf: seen.knownOf, undecided: seen.undecided },
    }),
  };
  const few = tooFewFor(condition, seen.histogram);
  const result = { ...headOf(condition), value };
  if (few === 'fail') return { ...result, observed, verdict: few };
  if (few === 'inconclusive' && seen.histogram) {
    const tooFew = tooFewSamples(condition, seen.histogram);
    return { ...result, verdict: few, observed: { ...observed, tooFew } };
  }
  const most = seen.knownOf ? Number.POSITIVE_INFINITY : seen.most;
  if (most !== undefined) {
    return { ...result, observed, verdict: ofRange(value, most / base, operator, limit.value) };
  }
  if (holds(value, operator, limit.value)) return { ...result, observed, verdict: 'pass' };
  if (isByPlan(condition, seen)) {
    return { ...result, observed: { ...observed, isByPlan: true }, verdict: 'inconclusive' };
  }
  return { ...result, observed, verdict: 'fail' };
}

/**
 * Whether a rate in Hz misses its limit only since a Poisson process drew, or whole arrivals make, more
 * or fewer than the load says: the same share of that would hold. Neither the sending nor the
 * function has failed then, and what was to be shown was not.
 */
function isByPlan({ limit, operator }: MetricCondition, seen: Observation): boolean {
  const { value, whole = 0, askedHz } = seen;
  if (limit.unit !== 'hz' || askedHz === undefined || whole === 0) return false;
  return holds((askedHz * value) / whole, operator, limit.value);
}

/** Of a value that is known to lie between two: what is so for all that lie there, and no more. */
function ofRange(
  least: number,
  most: number,
  operator: Operator,
  limit: number,
): Verdict['verdict'] {
  if (operator === '==' || operator === '!=') {
    const isOutside = holds(least, '>', limit) || holds(most, '<', limit);
    if (isOutside) return operator === '!=' ? 'pass' : 'fail';
    return 'inconclusive';
  }
  const ends = [least, most].map((end) => holds(end, operator, limit));
  if (ends[0] === ends[1]) return ends[0] ? 'pass' : 'fail';
  return 'inconclusive';
}

/** The verdict where there is nothing to judge by. */
export function noData(condition: MetricCondition, data: NoData): Verdict {
  return { ...headOf(condition), verdict: 'noData', observed: { kind: 'noData', ...data } };
}

/** What every verdict of this comparison says, whatever was seen. */
export function headOf({ text, operator, limit }: MetricCondition) {
  return { text, operator, limit: limit.value, unit: limit.unit };
}

/**
 * Compares with a relative tolerance of 1e-12, so that 999 of 1,000 are `>= 99.9%`: neither is
 * exactly a binary number.
 */
export function holds(value: number, operator: Operator, limit: number): boolean {
  const tolerance = 1e-12 * Math.max(Math.abs(value), Math.abs(limit));
  const isEqual = Number.isFinite(tolerance) && Math.abs(value - limit) <= tolerance;
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
