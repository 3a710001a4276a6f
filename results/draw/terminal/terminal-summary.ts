import type { RunReport } from '../../document/run-report.js';
import { createStyle, type Style } from './style.js';
import { concurrency } from './summary/concurrency.js';
import { expectations } from './summary/expectations.js';
import { errors, throttles } from './summary/failures.js';
import { trust, versions } from './summary/function.js';
import { headline } from './summary/headline.js';
import { invocations } from './summary/invocations.js';
import { latency } from './summary/latency.js';
import { stages, workloads } from './summary/parts.js';
import { recorded } from './summary/recorded.js';
import type { Section } from './summary/section.js';

/** In the order in which a reader's questions come: held? what happened? how fast? why not? */
const sections: readonly Section[] = [
  headline,
  expectations,
  invocations,
  recorded,
  latency,
  throttles,
  concurrency,
  errors,
  versions,
  trust,
  stages,
  workloads,
];

/** What the summary is written for: 80 columns everywhere, more where there are more. */
export interface SummaryLayout {
  style: Style;
  width: number;
}

/** Without colour, 80 columns: what a file gets. */
export const plainLayout: SummaryLayout = { style: createStyle(false), width: 80 };

/**
 * The run for a person, readable in ten seconds: the verdict first, then each part that has
 * something to say, then where to look next. Ends in a line break.
 */
export function terminalSummary(report: RunReport, layout: SummaryLayout = plainLayout): string {
  const { style, width } = layout;
  const parts = sections
    .map((section) => section(report, style, width))
    .filter((lines) => lines.length > 0);
  const next = style.dim(`  Again: reprise report ${report.run.id}   With plots: add --open`);
  return `\n${[...parts, [next]].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
