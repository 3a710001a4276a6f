import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openInBrowser } from '../../results/html/open-in-browser.js';
import { type OutputSpec, writeOutputs } from '../../results/output.js';
import type { RunDetails } from '../../results/run-details.js';
import type { RunReport } from '../../results/run-report.js';

/**
 * Opens the HTML file that was written, or one in the folder for temporary files, and says where it
 * is: with no browser that is what there is to do. Throws `RepriseError` when it cannot be written.
 */
export async function openReport(
  report: RunReport,
  outputs: readonly OutputSpec[],
  details: RunDetails,
): Promise<void> {
  const written = outputs.find(({ format, file }) => format === 'html' && file !== '-');
  const file = resolve(written?.file ?? join(tmpdir(), `reprise-${report.run.id}.html`));
  if (!written) await writeOutputs([{ format: 'html', file }], report, process.stdout, details);
  const isOpened = await openInBrowser(file);
  process.stderr.write(`${isOpened ? 'Opened' : 'No browser could be started. Open'} ${file}\n`);
}
