import { parseExpectation } from '../../core/judge/expectation.js';
import { type SampleNeed, sampleNeed } from '../../core/judge/expectations/samples-planned.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { formatCount, formatPercent } from '../../core/quantity/format.js';
import type { Scenario } from './scenario.js';

/** What the expectations of a plan need to be judged, in plain sentences. */
export interface SampleSentences {
  /** From how many invocations on a wrong share of versions would be found, where the plan has them. */
  announced: string[];
  /** Where the plan is too small to say. */
  tooFew: string[];
}

/**
 * Holds what each expectation needs against the plan (`plannedWorkloads`), of which a budget may let
 * through a part. Throws `ExpectationSyntaxError` as `parseExpectation` does.
 */
export function sampleSentences(
  { expectations, limits }: Scenario,
  planned: readonly PlannedWorkload[],
): SampleSentences {
  const needs = expectations
    .flatMap(({ text }) => sampleNeed(parseExpectation(text), planned) ?? [])
    .map((need) => ({
      ...need,
      planned: Math.min(need.planned, limits.maxInvocations ?? need.planned),
    }));
  const isEnough = (need: SampleNeed): boolean => need.planned >= need.needed;
  return {
    announced: needs
      .filter((need) => isEnough(need) && need.purpose.kind === 'share')
      .map(sentence),
    tooFew: needs.filter((need) => !isEnough(need)).map(sentence),
  };
}

function sentence(need: SampleNeed): string {
  const { text, purpose, needed, planned, windowS } = need;
  const has = windowS === undefined ? 'the plan has' : `a window of ${windowS} s has`;
  const counts = `takes ${formatCount(needed)} invocations, and ${has} ${formatCount(planned)}`;
  const isEnough = planned >= needed;
  if (purpose.kind === 'percentile') {
    return `"${text}" cannot pass: ${purpose.name} ${counts}. The run may end inconclusive, with exit code 100.`;
  }
  const { share, wrongShare, isRequired } = purpose;
  const finds = `"${text}": to find ${formatPercent(wrongShare)}% instead of ${formatPercent(share)}% in 8 of 10 runs ${counts}`;
  if (isEnough) return `${finds}.`;
  return isRequired
    ? `${finds}. A right share is inconclusive then, with exit code 100.`
    : `${finds}: a pass says little.`;
}
