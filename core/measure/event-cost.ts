import {
  type Bill,
  defaultArchitecture,
  durationUsd,
  lambdaPrices,
  type PricedWorkload,
} from './cost.js';
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

/** What of a book decides what its events are billed for. */
export type BilledEvents = Pick<
  EventCounts,
  'accepted' | 'attempts' | 'attemptsUnknown' | 'reports' | 'billedMbMs'
>;

/**
 * The bills of workloads, with what became of their events in the place of their acceptances: each
 * attempt is a request, and one that was not followed, or whose attempts nobody told, is one. `events`
 * by the workload's place; null or absent where they were not followed.
 */
export function billsWithEvents(
  bills: ReadonlyMap<number, Bill>,
  events: readonly (BilledEvents | null | undefined)[],
): Map<number, Bill> {
  const all = new Map(bills);
  for (const [workload, followed] of events.entries()) {
    if (!followed) continue;
    const { accepted, attemptsUnknown, reports, billedMbMs } = followed;
    const notFollowed = Math.max(0, (bills.get(workload)?.requests ?? 0) - accepted);
    const requests = notFollowed + attemptsUnknown + Math.max(attemptsTold(followed), reports);
    all.set(workload, { requests, reports, billedMbMs });
  }
  return all;
}

/** At least: of events that ran four times or more the book does not say how often. */
function attemptsTold({ attempts: [, one, two, three, more] }: BilledEvents): number {
  return one + 2 * two + 3 * three + 4 * more;
}
