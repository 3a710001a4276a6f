import type { Cost } from '../../measure/cost.js';
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
}

/** A selection over the whole run. */
export function partOfRun(books: RunBooks, selection: Selection): Part {
  const account = books.part(selection);
  const { planned, due, outcomes } = account;
  const isOfServed = selection.version !== undefined || selection.start !== undefined;
  return {
    ...account,
    asked: books.status === 'finished' || isOfServed ? planned : due,
    ended: sumOf(outcomes) - outcomes.aborted,
  };
}
