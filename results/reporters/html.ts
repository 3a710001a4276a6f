import { htmlPage } from '../html/page.js';
import { runPage } from '../html/run-page.js';
import type { RunDetails } from '../run-details.js';
import type { RunReport } from '../run-report.js';

/** The report to look at: one HTML file that opens from disk. Throws as `htmlPage` does. */
export function html(report: RunReport, details: RunDetails): string {
  return htmlPage(runPage(report, details));
}
