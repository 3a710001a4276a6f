import type { ComparisonReport } from '../../results/document/comparison/comparison-report.js';
import type { RunReport } from '../../results/document/run-report.js';
import { comparisonText } from '../../results/draw/terminal/comparison-text.js';
import {
  type ComparisonOutput,
  writeComparisonOutputs,
} from '../../results/output/comparison-outputs.js';
import { layoutOf } from '../../results/output/print-report.js';
import { showPage } from '../report/show-page.js';

/** A judged comparison with the runs it was made of. */
export interface ShownComparison {
  report: ComparisonReport;
  /** Those of `report.runs`, in their order. */
  runs: readonly RunReport[];
}

/**
 * Shows it: the text for people, every output, and the page in a browser where that is asked for.
 * Throws `RepriseError` for a file that cannot be written.
 */
export async function printComparison(
  { report, runs }: ShownComparison,
  outputs: readonly ComparisonOutput[],
  isOpened: boolean,
): Promise<void> {
  const stream = outputs.some(({ file }) => file === '-') ? process.stderr : process.stdout;
  stream.write(comparisonText(report, layoutOf(stream)));
  await writeComparisonOutputs(outputs, report, runs);
  if (!isOpened) return;
  await showPage(outputs, report.runs.join('-'), (file) =>
    writeComparisonOutputs([{ format: 'html', file }], report, runs),
  );
}
