import { RepriseError } from '../../core/base/errors.js';
import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import type { RunReport } from '../document/run-report.js';
import { comparisonHtml } from '../draw/html/comparison-html.js';
import { comparisonText } from '../draw/terminal/comparison-text.js';
import { comparisonJson } from '../export/comparison-json.js';
import { writeAll, writeText } from './output.js';

/** Every format of a comparison; a new one is one file and one line here. */
const formats = {
  html: comparisonHtml,
  json: (report) => comparisonJson(report),
  text: (report) => comparisonText(report),
} as const satisfies Record<
  string,
  (report: ComparisonReport, runs: readonly RunReport[]) => string
>;

/** One `--out FORMAT=FILE` of a comparison; `-` is standard output. */
export interface ComparisonOutput {
  format: keyof typeof formats;
  file: string;
}

/** Reads the values of `--out`. Throws `RepriseError` for an unknown format or a missing file. */
export function parseComparisonOutputs(texts: readonly string[]): ComparisonOutput[] {
  return texts.map((text) => {
    const match = /^(html|json|text)=(.+)$/.exec(text);
    if (match) return { format: match[1] as ComparisonOutput['format'], file: match[2] as string };
    throw new RepriseError(`--out ${text}: this is not an output of a comparison`, {
      hint: 'Write html=FILE, json=FILE or text=FILE, with - for standard output.',
    });
  });
}

/**
 * Writes every output, as `writeOutputs` does; `runs` are those of `report.runs`, in their order. Throws
 * `RepriseError` naming what cannot be written.
 */
export function writeComparisonOutputs(
  outputs: readonly ComparisonOutput[],
  report: ComparisonReport,
  runs: readonly RunReport[],
): Promise<void> {
  return writeAll(outputs, ({ format, file }) => writeText(file, formats[format](report, runs)));
}
