import { type ExitCode, exitCodes } from '../../core/base/exit-codes.js';
import { exitCodeOf } from '../../core/judge/verdict.js';
import type { SummaryLength } from '../../results/draw/terminal/summary-length.js';
import { type OutputSpec, placedOutputs, writeAll } from '../../results/output/output.js';
import { printReport } from '../../results/output/print-report.js';
import { detailsIn } from '../../results/store/details-in.js';
import type { RunResult } from '../../session/run/conclude-run.js';
import { printError } from '../print-error.js';
import { openReport } from '../report/open-report.js';
import type { RunWeb } from './web.js';

/** Where a run's result goes. */
export interface Showing {
  databasePath: string;
  outputs: OutputSpec[];
  summary: SummaryLength;
  /** Opens the report in a browser. */
  open: boolean;
  /** The page that was served while it went. */
  web?: RunWeb;
  /** What else is to be written. */
  more?: readonly (() => void | Promise<void>)[];
}

/** Prints and writes what a run came to; gives the exit code. */
export async function showResult(
  result: RunResult,
  { databasePath, outputs, summary, open, web, more = [] }: Showing,
): Promise<ExitCode> {
  const { report } = result;
  const details = result.unstored ?? detailsIn(databasePath, report.run);
  web?.end(report, details);
  await writeAll(
    [
      () => printReport(report, placedOutputs(outputs), { inAction: true, details, summary }),
      ...more,
    ],
    (write) => write(),
  );
  if (open && !web) await openReport(report, outputs, details);
  if (result.failure) return printError(result.failure);
  if (result.isFollowStopped) return exitCodes.interrupted;
  return exitCodeOf(report.run.status, report.verdict);
}
