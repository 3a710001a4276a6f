import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { capacityHtml } from '../draw/html/capacity-html.js';
import { capacityText } from '../draw/terminal/capacity-text.js';
import { capacityJson } from '../export/capacity-json.js';
import { parseWholeOutputs, type WholeOutput, writeWholeOutputs } from './whole-outputs.js';

/** Every format of a capacity search. */
const formats = {
  html: capacityHtml,
  json: capacityJson,
  text: (report) => capacityText(report),
} as const satisfies Record<WholeOutput['format'], (report: CapacityReport) => string>;

/** Reads the values of `--out`. Throws `RepriseError` for an unknown format or a missing file. */
export function parseCapacityOutputs(texts: readonly string[]): WholeOutput[] {
  return parseWholeOutputs(texts, 'a capacity search');
}

/** Writes every output. Throws `RepriseError` naming the file that cannot be written. */
export function writeCapacityOutputs(
  outputs: readonly WholeOutput[],
  report: CapacityReport,
): void {
  writeWholeOutputs(outputs, (format) => formats[format](report));
}
