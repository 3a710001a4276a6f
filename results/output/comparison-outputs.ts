import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import type { RunReport } from '../document/run-report.js';
import { comparisonHtml } from '../draw/html/comparison-html.js';
import { comparisonText } from '../draw/terminal/comparison-text.js';
import { comparisonJson } from '../export/comparison-json.js';
import { parseWholeOutputs, type WholeOutput, writeWholeOutputs } from './whole-outputs.js';

/** Every format of a comparison. */
const formats = {
  html: comparisonHtml,
  json: (report) => comparisonJson(report),
  text: (report) => comparisonText(report),
} as const satisfies Record<
  WholeOutput['format'],
  (report: ComparisonReport, runs: readonly RunReport[]) => string
>;

/** Reads the values of `--out`. Throws `RepriseError` for an unknown format or a missing file. */
export function parseComparisonOutputs(texts: readonly string[]): WholeOutput[] {
  return parseWholeOutputs(texts, 'a comparison');
}

/**
 * Writes every output; `runs` are those of `report.runs`, in their order. Throws `RepriseError` naming
 * the file that cannot be written.
 */
export function writeComparisonOutputs(
  outputs: readonly WholeOutput[],
  report: ComparisonReport,
  runs: readonly RunReport[],
): void {
  writeWholeOutputs(outputs, (format) => formats[format](report, runs));
}
