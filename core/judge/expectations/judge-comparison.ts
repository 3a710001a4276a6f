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
    ...defined({ whole: seen.whole, askedHz: seen.askedHz, knownOf: seen.knownOf }),
  };
  const few = tooFewFor(condition, seen.histogram);
  const result = { ...headOf(condition), value };
  if (few === 'fail') return { ...result, observed, verdict: few };
  if (few === 'inconclusive' && seen.histogram) {
    const tooFew = tooFewSamples(condition, seen.histogram);
    return { ...result, verdict: few, observed: { ...observed, tooFew } };
  }
  if (seen.knownOf) {
    return { ...result, observed, verdict: ofAtLeast(value, operator, limit.value) };
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

/** Of a value that is known to be so much or more: what no larger one can change, and no more. */
function ofAtLeast(value: number, operator: Operator, limit: number): Verdict['verdict'] {
  const isAbove = holds(value, '>', limit);
  if (operator === '>' || operator === '!=') return isAbove ? 'pass' : 'inconclusive';
  if (operator === '>=') return holds(value, '>=', limit) ? 'pass' : 'inconclusive';
  if (operator === '<') return holds(value, '>=', limit) ? 'fail' : 'inconclusive';
  return isAbove ? 'fail' : 'inconclusive';
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
