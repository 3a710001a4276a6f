import type { MetricName, Tolerances } from './comparison.js';
import type { EnvironmentEvidence } from './environments.js';
import { environmentEvidence } from './environments.js';
import type { PairedLatencies, PairTable } from './pair-table.js';
import { emptyMetric, type RawMetric } from './raw-metric.js';

/**
 * How the events of the pairs ended, entered into a table as answers are: a completed event as one that
 * succeeded, with the time to its end in place of the service time and that in the queue in place of that
 * to the first byte; one that is not decided as one that was not sent.
 */
export interface PairEvents {
  table: PairTable;
}

/** Pairs in which nobody knows how an event of old or new ended. */
export function undecidedPairs(events: PairEvents | undefined): number {
  return events?.table.excluded().notSent ?? 0;
}

/**
 * The environments that ran the events. Nobody names them; about how many were busy follows from how long
 * each event ran, where its log told when it began.
 */
export function environmentsOfEvents(
  { table }: PairEvents,
  legRateHz: number | undefined,
  tolerances: Tolerances,
): EnvironmentEvidence {
  const ended = table.warmLatencies();
  const queued = table.warmLatencies(1, 'ttfb');
  const ran = (side: 'first' | 'second'): Float64Array =>
    ended[side].map((us, i) => Math.max(0, us - (queued[side][i] as number)));
  const isToldOfAll = queued.first.length === ended.first.length;
  const busy: PairedLatencies = { first: ran('first'), second: ran('second') };
  return environmentEvidence(busy, isToldOfAll ? legRateHz : undefined, tolerances);
}

/** A metric of events of a comparison whose events were not followed. */
export function notFollowed(name: MetricName, { maxSlowdown }: Tolerances): RawMetric {
  const of = { name, unit: 'relative', tolerance: maxSlowdown, pairsRequired: 1 } as const;
  return { ...emptyMetric(of), openFor: 'notFollowed' };
}
