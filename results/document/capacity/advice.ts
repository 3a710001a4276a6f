import { formatUsd } from '../../../core/quantity/format.js';
import { note } from '../build.js';
import { recommendationText, warningText } from '../wording/capacity.js';
import type { CapacitySection } from './capacity-section.js';

/** What to set, what that costs, and what to know before believing it. */
export const advice: CapacitySection = ({ recommendation, costPerMillionUsd, warnings }) => {
  const blocks = [
    ...(recommendation ? [note('plain', recommendationText(recommendation))] : []),
    ...(costPerMillionUsd === null ? [] : [note('plain', costText(costPerMillionUsd))]),
    ...warnings.map((warning) => note('warn', warningText(warning))),
  ];
  return blocks.length === 0 ? undefined : { title: 'What to set', blocks };
};

function costText(usd: number): string {
  return `A million invocations at that rate cost ${formatUsd(usd)} (us-east-1, x86, on demand).`;
}
