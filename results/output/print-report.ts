import { noDetails, type RunDetails } from '../document/run-details.js';
import { runDocument } from '../document/run-document.js';
import type { RunReport } from '../document/run-report.js';
import { drawSummary, drawTerminal, type Layout } from '../draw/terminal/draw-document.js';
import { createStyle, wantsColour } from '../draw/terminal/style.js';
import type { SummaryLength } from '../draw/terminal/summary-length.js';
import { reportToGitHub } from './github-actions.js';
import { type OutputSpec, takesStdout, writeOutputs } from './output.js';

/** A summary wider than this is harder to read, not easier. */
const widest = 100;

interface TextStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

interface PrintOptions {
  /** How much of it the person is shown. Default `full`. */
  summary?: SummaryLength;
  /** Tell GitHub, where the process is in one of its actions. */
  inAction?: boolean;
  details?: RunDetails;
  stdout?: TextStream;
  stderr?: TextStream;
}

/** The run for a person, readable in ten seconds: without colour and on 80 columns unless told. */
export function terminalSummary(report: RunReport, layout?: Layout): string {
  return drawTerminal(runDocument(report), layout);
}

/**
 * Writes the summary for the person, then every output: to standard output, or the summary to
 * standard error when an output takes that. Throws `RepriseError` as `writeOutputs` does, after the
 * summary was shown.
 */
export async function printReport(
  report: RunReport,
  outputs: readonly OutputSpec[],
  options: PrintOptions = {},
): Promise<void> {
  const { summary = 'full', stdout = process.stdout, stderr = process.stderr } = options;
  const stream = takesStdout(outputs) ? stderr : stdout;
  if (summary !== 'none') stream.write(drawSummary(runDocument(report), summary, layoutOf(stream)));
  if (options.inAction) reportToGitHub(report, stream);
  await writeOutputs(outputs, report, stdout, options.details ?? noDetails);
}

/** Colour where it is wanted, and between 80 columns and what is still easy to read. */
export function layoutOf(stream: TextStream): Layout {
  const width = Math.min(widest, Math.max(80, stream.columns ?? 80));
  return { style: createStyle(wantsColour(stream, process.env)), width };
}
