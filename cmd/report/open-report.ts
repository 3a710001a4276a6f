import type { RunDetails } from '../../results/document/run-details.js';
import type { RunReport } from '../../results/document/run-report.js';
import { type OutputSpec, writeOutputs } from '../../results/output/output.js';
import { showPage } from './show-page.js';

/** Opens the run's page in a browser. Throws `RepriseError` when it cannot be written. */
export function openReport(
  report: RunReport,
  outputs: readonly OutputSpec[],
  details: RunDetails,
): Promise<void> {
  return showPage(outputs, report.run.id, (file) =>
    writeOutputs([{ format: 'html', file }], report, process.stdout, details),
  );
}
