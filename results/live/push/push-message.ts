import type { Interval } from '../../../core/measure/interval.js';
import type { RunRecord } from '../../document/run-meta.js';
import type { PushTally } from './push-queue.js';

/** What the thread that pushes is started with. */
export interface PushTarget {
  url: string;
  headers: Record<string, string>;
  everyS: number;
  /** After the end of the run, for what still waits. */
  patienceMs: number;
}

/** What it is told. */
export type PushOrder =
  | { type: 'run'; run: RunRecord }
  | { type: 'interval'; interval: Interval }
  /** The totals at the end; then what became of all is told, and the thread ends. */
  | { type: 'end'; body: string };

/** What it says, once. */
export interface PushNews {
  tally: PushTally;
}
