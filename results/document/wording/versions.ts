import type {
  AliasWeights,
  SharesTest,
  ShareTest,
  VerdictNote,
} from '../../../core/judge/observed.js';
import { formatCount, formatPercent, formatShare } from '../../../core/quantity/format.js';
import { pText } from './change.js';

/** `9.91% of 999 (99% interval 7.62–12.6%, p = 1)` */
export function shareText({ count, test }: { count: number; test: ShareTest }): string {
  const { invocations, low, high, pValue } = test;
  const interval = `99% interval ${formatPercent(low)}–${formatPercent(high)}%`;
  return `${formatShare(count, invocations)} of ${formatCount(invocations)} (${interval}, ${pText(pValue)})`;
}

/** `11 90.1% (87.2–92.6), 12 9.9% (7.43–12.8) of 1,000, p = 0.96`; or what should not have run. */
export function sharesText({ versions, unexpected, invocations, pValue }: SharesTest): string {
  const strange = Object.entries(unexpected).map(
    ([version, count]) =>
      `version ${version}, which should not run, ran ${formatCount(count)} of ${formatCount(invocations)} times`,
  );
  if (strange.length > 0) return strange.join('; ');
  const seen = versions.map(
    ({ version, count, low, high }) =>
      `${version} ${formatShare(count, invocations)} (${formatPercent(low)}–${formatPercent(high)})`,
  );
  return `${seen.join(', ')} of ${formatCount(invocations)}, ${pText(pValue)}`;
}

/** From how many invocations a wrong share is found. */
export function powerText(note: Extract<VerdictNote, { kind: 'power' }>): string {
  const { share, wrongShare, invocations } = note;
  return `${formatPercent(wrongShare)}% instead of ${formatPercent(share)}% is found in 8 of 10 runs from ${formatCount(invocations)} invocations`;
}

/** What the alias weighed, and when it was read. */
export function weightsNote({ weights, after }: Extract<VerdictNote, { kind: 'weights' }>): string {
  const weighed = `weighed ${weightsText(weights)} before the run`;
  if (after === 'same') return `${weighed} and after it`;
  const why = after === 'cutOff' ? 'the run was cut off' : after.why;
  return `${weighed}; not read after it: ${why}`;
}

/** An alias that had two sets of weights. */
export function aliasChangedText(change: { before: AliasWeights; after: AliasWeights }): string {
  const { before, after } = change;
  return `the alias changed during the run: from ${weightsText(before)} to ${weightsText(after)}`;
}

/** `11 90%, 12 10%`: the largest first. */
function weightsText(weights: AliasWeights): string {
  return Object.entries(weights)
    .sort(([, a], [, b]) => b - a)
    .map(([version, share]) => `${version} ${Number((100 * share).toPrecision(4))}%`)
    .join(', ');
}
