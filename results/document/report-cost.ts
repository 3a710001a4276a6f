import { type Cost, costOf } from '../../core/measure/cost.js';
import { billsWithEvents } from '../../core/measure/event-cost.js';
import type { Account } from '../../core/measure/run-books.js';
import type { RunReport } from './run-report.js';

/**
 * What a part of a run cost that consists of whole workloads: all of it, or one. Where events were
 * followed, by their attempts; else by what was answered.
 */
export function costOfPart({ bills }: Account, { books: { workloads }, follow }: RunReport): Cost {
  const events = follow?.workloads.map((each, i) => (bills.has(i) ? each : null)) ?? [];
  return costOf(billsWithEvents(bills, events), workloads);
}
