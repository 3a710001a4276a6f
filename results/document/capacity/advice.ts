import { defined } from '../../../core/base/defined.js';
import type { CapacityStep } from '../../../core/judge/capacity/capacity-report.js';
import { formatUsd } from '../../../core/quantity/format.js';
import { note } from '../build.js';
import { recommendationText, warningText } from '../wording/capacity.js';
import { priceText } from '../wording/cost.js';
import type { CapacitySection } from './capacity-section.js';

/** What to set, what that costs, and what to know before believing it. */
export const advice: CapacitySection = ({ recommendation, costPerMillionUsd, warnings, steps }) => {
  const blocks = [
    ...(recommendation ? [note('plain', recommendationText(recommendation))] : []),
    ...(costPerMillionUsd === null ? [] : [note('plain', costText(costPerMillionUsd, steps))]),
    ...warnings.map((warning) => note('warn', warningText(warning))),
  ];
  return blocks.length === 0 ? undefined : { title: 'What to set', blocks };
};

function costText(usd: number, steps: readonly CapacityStep[]): string {
  const { architecture } = steps.at(-1) ?? {};
  const price = priceText([{ invocationType: 'RequestResponse', ...defined({ architecture }) }]);
  return `A million invocations at that rate cost ${formatUsd(usd)} (${price}).`;
}
