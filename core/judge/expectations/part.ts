import { type Cost, costOf } from '../../measure/cost.js';
import { EventBook } from '../../measure/event-book.js';
import { billsWithEvents } from '../../measure/event-cost.js';
import type { EventsByWorkload } from '../../measure/event-window.js';
import { type Breakdown, sumOf } from '../../measure/fold.js';
import type { RunBooks, Selection } from '../../measure/run-books.js';

/** What a metric is read from: the run, a selection of it, or that within a window of time. */
export interface Part extends Breakdown {
  /** Arrivals that the plan intends; in a window or of a version, those that ended there. */
  planned: number;
  /** What a percentage of arrivals is of: `planned`, less what a cut-off run never came to. */
  asked: number;
  cost: Cost;
  /** Arrivals that came to an end of their own. */
  ended: number;
  /**
   * See `MeanRate`. In a window nobody knows what was planned, nor, of recorded timing, what was asked.
   */
  rate?: { askedHz?: number; plannedHz?: number; reachedHz: number };
  /** What became of its events; absent where they were not followed. */
  events?: EventBook;
}

/** A selection over the whole run. */
export function partOfRun(books: RunBooks, selection: Selection, events?: EventsByWorkload): Part {
  const account = books.part(selection);
  const { planned, due, outcomes } = account;
  const isOfServed = selection.version !== undefined || selection.start !== undefined;
  return {
    ...account,
    cost: isOfServed ? account.cost : costWithEvents(account, selection, books, events),
    asked: books.status === 'finished' || isOfServed ? planned : due,
    ended: sumOf(outcomes) - outcomes.aborted,
    ...eventsIn(selection, events),
  };
}

/** By the attempts of events, where these are of the selection: of a stage of several they are not told apart. */
function costWithEvents(
  { bills }: Breakdown,
  { stages }: Selection,
  { workloads }: RunBooks,
  events: EventsByWorkload = [],
): Cost {
  const isWhole = (index: number): boolean =>
    stages.filter(({ workload }) => workload === index).length === workloads[index]?.stages.length;
  const known = events.map((book, index) => (isWhole(index) ? book?.counts : null));
  return costOf(billsWithEvents(bills, known), workloads);
}

/** What became of the events of the workloads that are meant, together. */
export function eventsIn(
  { stages }: Selection,
  events: EventsByWorkload = [],
): Pick<Part, 'events'> {
  const workloads = [...new Set(stages.map(({ workload }) => workload))];
  const books = workloads.flatMap((workload) => events[workload] ?? []);
  if (books.length === 0) return {};
  const all = new EventBook();
  for (const book of books) all.merge(book);
  return { events: all };
}
