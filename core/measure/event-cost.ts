import { defaultArchitecture, durationUsd, lambdaPrices, type PricedWorkload } from './cost.js';
import type { EventCounts } from './event-book.js';

/** What the attempts of events cost. */
export interface EventCost {
  usd: number;
  /** The part of it that is for duration. */
  durationUsd: number;
  /** Attempts whose REPORT was seen: those that are priced. */
  attempts: number;
}

/**
 * What the events of each workload cost, by the REPORTs of their attempts: every attempt is a request,
 * whatever it came to (AWS Lambda pricing: Lambda counts a request each time it starts executing), and
 * an event that never ran is none. Undefined where no REPORT was seen.
 */
export function costOfEvents(
  counts: readonly (Pick<EventCounts, 'reports' | 'billedMbMs'> | null)[],
  workloads: readonly PricedWorkload[],
): EventCost | undefined {
  const cost: EventCost = { usd: 0, durationUsd: 0, attempts: 0 };
  for (const [i, each] of counts.entries()) {
    const duration = durationUsd(
      each?.billedMbMs ?? 0,
      workloads[i]?.architecture ?? defaultArchitecture,
    );
    cost.attempts += each?.reports ?? 0;
    cost.durationUsd += duration;
    cost.usd += duration + (each?.reports ?? 0) * lambdaPrices.perRequestUsd;
  }
  return cost.attempts === 0 ? undefined : cost;
}
