import type { RunDetails } from '../../document/run-details.js';
import { runPage } from '../../document/run-page.js';
import type { RunReport } from '../../document/run-report.js';
import { htmlPage } from './page.js';

/** The report to look at: one HTML file that opens from disk. Throws as `htmlPage` does. */
export function html(report: RunReport, details: RunDetails): string {
  return htmlPage(runPage(report, details));
}
