import {
  architectureNames,
  type Cost,
  defaultArchitecture,
  isPartial,
  type PricedWorkload,
} from '../../../core/measure/cost.js';
import { formatCount, formatUsd } from '../../../core/quantity/format.js';

/** What is known of a cost: `$0.0017`, or `at least $0.0002` where a part of it is not known. */
export function costText(cost: Cost): string {
  return `${isPartial(cost) ? 'at least ' : ''}${formatUsd(cost.usd)}`;
}

/** What a partial sum is of; undefined where nothing is missing. */
export function partialText(cost: Cost): string | undefined {
  if (!isPartial(cost)) return undefined;
  const { knownOf: known, of } = cost;
  return durationKnownText({ known, of });
}

/** Of how many invocations the billed duration is known. */
export function durationKnownText({ known, of }: { known: number; of: number }): string {
  if (known === 0) return `${formatCount(of)} requests, whose duration is not known`;
  return `the duration of ${formatCount(known)} of ${formatCount(of)} is known`;
}

/** By whose price: `us-east-1, x86, on demand`. */
export function priceText(workloads: readonly PricedWorkload[]): string {
  const names = workloads
    .filter(({ invocationType }) => invocationType !== 'DryRun')
    .map(({ architecture }) =>
      architecture === undefined
        ? `${architectureNames[defaultArchitecture]} assumed`
        : architectureNames[architecture],
    );
  const each = [...new Set(names)].sort();
  return `us-east-1, ${each.join(' and ')}, on demand`;
}
