import type { ComparisonReport } from '../../document/comparison/comparison-report.js';
import { comparisonPage } from '../../document/comparison-page.js';
import type { RunReport } from '../../document/run-report.js';
import { htmlPage } from './page.js';

/** The comparison to look at: one HTML file that opens from disk. Throws as `htmlPage` does. */
export function comparisonHtml(report: ComparisonReport, runs: readonly RunReport[]): string {
  return htmlPage(comparisonPage(report, runs));
}
