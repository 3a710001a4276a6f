import { RepriseError } from '../../core/base/errors.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { capacityDocument } from '../document/capacity-document.js';
import { htmlPage } from '../draw/html/page.js';
import { capacityText } from '../draw/terminal/capacity-text.js';
import { capacityJson } from '../export/capacity-json.js';
import { writeWhole } from './output.js';

const formats = {
  html: (report: CapacityReport) => htmlPage(capacityDocument(report)),
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

/** Writes every output. Throws `RepriseError` naming the file that cannot be written. */
export function writeCapacityOutputs(
  outputs: readonly CapacityOutput[],
  report: CapacityReport,
): void {
  for (const { format, file } of outputs) {
    const text = formats[format](report);
    if (file === '-') process.stdout.write(text);
    else writeWhole(file, [text]);
  }
}
