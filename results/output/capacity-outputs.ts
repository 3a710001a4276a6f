import { RepriseError } from '../../core/base/errors.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { capacityHtml } from '../draw/html/capacity-html.js';
import { capacityText } from '../draw/terminal/capacity-text.js';
import { capacityJson } from '../export/capacity-json.js';
import { writeAll, writeText } from './output.js';

const formats = {
  html: capacityHtml,
  json: capacityJson,
  text: (report: CapacityReport) => capacityText(report),
};

/** One `--out FORMAT=FILE` of a capacity search; `-` is standard output. */
export interface CapacityOutput {
  format: keyof typeof formats;
  file: string;
}

/** Reads the values of `--out`. Throws `RepriseError` for an unknown format or a missing file. */
export function parseCapacityOutputs(texts: readonly string[]): CapacityOutput[] {
  return texts.map((text) => {
    const match = /^(html|json|text)=(.+)$/.exec(text);
    if (match) return { format: match[1] as CapacityOutput['format'], file: match[2] as string };
    throw new RepriseError(`--out ${text}: this is not an output of a capacity search`, {
      hint: 'Write html=FILE, json=FILE or text=FILE, with - for standard output.',
    });
  });
}

/** Writes every output, as `writeOutputs` does. Throws `RepriseError` naming what cannot be written. */
export function writeCapacityOutputs(
  outputs: readonly CapacityOutput[],
  report: CapacityReport,
): Promise<void> {
  return writeAll(outputs, ({ format, file }) => writeText(file, formats[format](report)));
}
