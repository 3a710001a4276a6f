import type { ComparisonReport } from '../../results/document/comparison/comparison-report.js';
import { comparisonDocument } from '../../results/document/comparison-document.js';
import type { RunReport } from '../../results/document/run-report.js';
import { comparisonJson } from '../../results/export/comparison-json.js';
import type { DocumentOutput } from '../../results/output/document-outputs.js';
import { printDocument, type ShownHow } from '../report/print-document.js';

/** A judged comparison with the runs it was made of. */
export interface ShownComparison {
  report: ComparisonReport;
  /** Those of `report.runs`, in their order. */
  runs: readonly RunReport[];
}

/** Shows and writes it. Throws `RepriseError` for a file that cannot be written. */
export function printComparison(
  { report, runs }: ShownComparison,
  outputs: readonly DocumentOutput[],
  how: ShownHow,
): Promise<void> {
  const document = comparisonDocument(report, runs);
  const id = report.runs.join('-');
  return printDocument({ document, json: () => comparisonJson(report) }, outputs, { id, ...how });
}
