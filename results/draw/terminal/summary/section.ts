import type { RunReport } from '../../../document/run-report.js';
import type { Style } from '../style.js';
import { pad } from '../table.js';

/** A part of the summary as lines, or none where it has nothing to say. */
export type Section = (report: RunReport, style: Style, width: number) => string[];

const labelWidth = 14;

/** A line of the form `Label   text`, the label standing out. */
export function labelled(style: Style, label: string, text: string): string {
  return `  ${style.bold(pad(label, labelWidth, 'left'))}${text}`;
}

/** A further line under a `labelled` one. */
export function continued(text: string): string {
  return `  ${' '.repeat(labelWidth)}${text}`;
}
