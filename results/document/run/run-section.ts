import type { Section } from '../page-model.js';
import type { RunDetails } from '../run-details.js';
import type { RunReport } from '../run-report.js';
import type { TimeStep } from '../series/time-steps.js';

/** What a section is made from: the totals, the run over time, and the kept invocations. */
export interface RunPageSource {
  report: RunReport;
  steps: readonly TimeStep[];
  /** Seconds in each step. */
  stepS: number;
  details: RunDetails;
  /** Above this the generator's own delay counts. */
  lateLimitUs: number;
}

/** One part of the page; undefined where it has nothing to say. */
export type RunSection = (source: RunPageSource) => Section | undefined;
