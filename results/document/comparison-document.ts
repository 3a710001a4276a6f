import type { ComparisonReport } from './comparison/comparison-report.js';
import type { ComparisonSection } from './comparison/comparison-section.js';
import { failures } from './comparison/failures.js';
import { fields } from './comparison/fields.js';
import { comparisonHeadline } from './comparison/headline.js';
import { latencies } from './comparison/latencies.js';
import { metrics } from './comparison/metrics.js';
import { comparisonSetup } from './comparison/setup.js';
import { comparedSides } from './comparison/sides.js';
import type { ReportDocument } from './document.js';
import type { RunReport } from './run-report.js';

/** In the order in which a reader's questions come: is it worse? how much? in what? can I trust it? */
const sections: readonly ComparisonSection[] = [
  metrics,
  latencies,
  failures,
  fields,
  comparisonSetup,
];

/** The report of a comparison, of functions or of runs. `runs` are those of `report.runs`, in their order. */
export function comparisonDocument(
  report: ComparisonReport,
  runs: readonly RunReport[],
): ReportDocument {
  const source = { report, runs, sides: comparedSides(report, runs) };
  return {
    title: `${report.new} against ${report.old} – Reprise`,
    headline: comparisonHeadline(report, runs),
    sections: sections.flatMap((section) => section(source) ?? []),
    next: 'Again: reprise compare last   With plots: add --open',
  };
}
