import { type OutputSpec, takesStdout, writeOutputs } from './output.js';
import { terminalSummary } from './reporters/terminal-summary.js';
import type { RunReport } from './run-report.js';
import { createStyle, wantsColour } from './terminal/style.js';

/** A summary wider than this is harder to read, not easier. */
const widest = 100;

interface TextStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/**
 * Writes every output, then the summary for the person: to standard output, or to standard error
 * when an output takes that; not at all when quiet. Throws `RepriseError` as `writeOutputs` does,
 * after the summary was shown.
 */
export function printReport(
  report: RunReport,
  outputs: readonly OutputSpec[],
  options: { quiet?: boolean; stdout?: TextStream; stderr?: TextStream } = {},
): void {
  const { quiet = false, stdout = process.stdout, stderr = process.stderr } = options;
  const stream = takesStdout(outputs) ? stderr : stdout;
  if (!quiet) stream.write(terminalSummary(report, layoutOf(stream)));
  writeOutputs(outputs, report, stdout);
}

/** Colour where it is wanted, and between 80 columns and what is still easy to read. */
export function layoutOf(stream: TextStream) {
  const width = Math.min(widest, Math.max(80, stream.columns ?? 80));
  return { style: createStyle(wantsColour(stream, process.env)), width };
}
