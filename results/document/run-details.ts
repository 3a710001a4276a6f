import type { Interval } from '../../core/measure/interval.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';

/** What a run holds beside its totals. Each call reads from the first second again. */
export interface RunDetails {
  /** Second by second, in order; read as it is asked for, so that memory stays flat. */
  intervals(): Iterable<Interval>;
  /** The invocations that were kept one by one, in the order in which they were intended. */
  samples(): Iterable<KeptSample>;
}

/** Of a run of which nothing but the totals is known. */
export const noDetails: RunDetails = { intervals: () => [], samples: () => [] };
