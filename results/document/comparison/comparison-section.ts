import type { Section } from '../document.js';
import type { RunReport } from '../run-report.js';
import type { ComparisonReport } from './comparison-report.js';
import type { ComparedSide } from './sides.js';

/** What a section is made from: the judged comparison, and what its runs measured. */
export interface ComparisonSource {
  report: ComparisonReport;
  /** One where functions were compared, two of runs. */
  runs: readonly RunReport[];
  sides: readonly ComparedSide[];
}

/** One part of the page; undefined where it has nothing to say. */
export type ComparisonSection = (source: ComparisonSource) => Section | undefined;
