import type { Comparison } from '../../../core/judge/compare/comparison.js';

/** A judged comparison with what its reader must know of it. */
export interface ComparisonReport {
  comparison: Comparison;
  /** What was compared: functions with their versions or aliases, or runs by their ids. */
  old: string;
  new: string;
  /** The control, where there was one: old's code in a pool of its own. */
  control?: string;
  /** The run or runs in the database: one for functions, two for runs. */
  runs: string[];
  /** Where the payloads came from, `recording friday`; absent for runs. */
  payloads?: string;
  /** Why two runs may differ for other reasons than their functions (`comparability`). */
  doubts?: string[];
}
