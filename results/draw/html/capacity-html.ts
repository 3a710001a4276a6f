import type { CapacityReport } from '../../../core/judge/capacity/capacity-report.js';
import { capacityPage } from '../../document/capacity-page.js';
import { htmlPage } from './page.js';

/** The search to look at: one HTML file that opens from disk. Throws as `htmlPage` does. */
export function capacityHtml(report: CapacityReport): string {
  return htmlPage(capacityPage(report));
}
