import type { Account, RunBooks } from '../measure/run-books.js';
import { formatCount, formatHz, formatShare, formatUs, formatUsd } from '../quantity/format.js';
import type { Comparison, Condition, Operator, VersionShare } from './expectation.js';
import type { Dimension, Observation } from './metrics.js';
import { binomialTest, clopperPearson } from './statistics/binomial.js';
import type { Verdict } from './verdict.js';

/** How often a right share of a version may be called wrong: one run in a hundred. */
export const versionShareAlpha = 0.01;

/** Judges each expectation by what the books say of the whole run. */
export function evaluate(conditions: readonly Condition[], books: RunBooks): Verdict[] {
  const total = books.total();
  const isAcceptance = books.workloads.some(({ invocationType }) => invocationType === 'Event');
  return conditions.map((condition) =>
    condition.kind === 'comparison'
      ? judgeComparison(condition, total, isAcceptance)
      : judgeVersionShare(condition, total),
  );
}

function judgeComparison(condition: Comparison, part: Account, isAcceptance: boolean): Verdict {
  const { text, metric, operator, limit } = condition;
  const result = { text, limit: limit.value, unit: limit.unit };
  const seen = metric.read(part);
  if (!seen || (limit.unit === 'share' && !seen.whole)) {
    return { ...result, verdict: 'noData', observed: `no data: ${metric.missing}` };
  }
  const value = limit.unit === 'share' ? seen.value / (seen.whole ?? 1) : seen.value;
  const note = metric.isLatency && isAcceptance ? ' (of acceptance)' : '';
  const verdict = holds(value, operator, limit.value) ? 'pass' : 'fail';
  return { ...result, verdict, observed: describe[metric.dimension](seen) + note, value };
}

const describe: Record<Dimension, (seen: Observation) => string> = {
  time: ({ value }) => formatUs(value),
  count: ({ value, whole = 0 }) =>
    `${formatCount(value)} of ${formatCount(whole)} (${formatShare(value, whole)})`,
  rate: ({ value, whole = 0 }) =>
    `${formatHz(value)} of ${formatHz(whole)} asked (${formatShare(value, whole)})`,
  money: ({ value }) => formatUsd(value),
};

/**
 * Compares with a relative tolerance of 1e-12, so that 999 of 1,000 are `>= 99.9%`: neither is
 * exactly a binary number.
 */
function holds(value: number, operator: Operator, limit: number): boolean {
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

/** Exact binomial test of the version's share of all answers that named an executed version. */
function judgeVersionShare({ text, version, share }: VersionShare, part: Account): Verdict {
  const invocations = [...part.versions.values()].reduce((sum, count) => sum + count, 0);
  const result = { text, limit: share, unit: 'share' } as const;
  if (invocations === 0) {
    const observed = 'no data: no answer named the version that ran';
    return { ...result, verdict: 'noData', observed };
  }
  const count = part.versions.get(version) ?? 0;
  const pValue = binomialTest(count, invocations, share);
  const { low, high } = clopperPearson(count, invocations, versionShareAlpha);
  const observed = `${formatShare(count, invocations)} of ${formatCount(invocations)} (99 % interval ${percent(low)}–${percent(high)} %, p ${formatP(pValue)})`;
  return {
    ...result,
    verdict: pValue < versionShareAlpha ? 'fail' : 'pass',
    observed,
    value: count / invocations,
    test: { pValue, low, high, invocations },
  };
}

function percent(share: number): string {
  return String(Number((100 * share).toPrecision(3)));
}

function formatP(pValue: number): string {
  return pValue < 0.001 ? '< 0.001' : `= ${pValue.toPrecision(2)}`;
}
