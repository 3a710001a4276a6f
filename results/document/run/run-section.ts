import type { Section } from '../document.js';
import type { RunDetails } from '../run-details.js';
import type { RunReport } from '../run-report.js';
import type { TimeStep } from '../series/time-steps.js';

/** What a section is made from: the totals and, for the page, the run over time and single invocations. */
export interface RunSource {
  report: RunReport;
  /** Empty where the seconds are not looked at. */
  steps: readonly TimeStep[];
  /** Seconds in each step. */
  stepS: number;
  details: RunDetails;
  /** Above this the generator's own delay counts. */
  lateLimitUs: number;
}

/** One part of the report; undefined where it has nothing to say. */
export type RunSection = (source: RunSource) => Section | undefined;
