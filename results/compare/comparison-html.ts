import { comparisonPage } from '../html/comparison-page.js';
import { htmlPage } from '../html/page.js';
import type { RunReport } from '../run-report.js';
import type { ComparisonReport } from './comparison-report.js';

/** The comparison to look at: one HTML file that opens from disk. Throws as `htmlPage` does. */
export function comparisonHtml(report: ComparisonReport, runs: readonly RunReport[]): string {
  return htmlPage(comparisonPage(report, runs));
}
