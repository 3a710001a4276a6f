import { defined } from '../../core/base/defined.js';
import { type ExitCode, exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { exitCodeOf } from '../../core/judge/verdict.js';
import type { ServiceOptions } from '../../core/recording/aws/client-options.js';
import type { SummaryLength } from '../../results/draw/terminal/summary-length.js';
import { parseOutputs, refuseStreamed } from '../../results/output/output.js';
import { printReport } from '../../results/output/print-report.js';
import { detailsIn } from '../../results/store/details-in.js';
import { followAgain } from '../../session/follow/follow-events.js';
import { watchSignals } from '../run/signals.js';
import { tellsFollowing } from './following-text.js';

/** What the command line asks for. */
export interface FollowRequest {
  run: string;
  databasePath: string;
  services: ServiceOptions;
  forS?: number;
  outputs: string[];
  quiet: boolean;
  summary: SummaryLength;
}

/** Follows, reports, and gives the exit code of the run as it is known then. */
export async function follow(request: FollowRequest): Promise<ExitCode> {
  const { run, databasePath, services, forS, quiet, summary } = request;
  const outputs = parseOutputs(request.outputs);
  refuseStreamed(outputs);
  const say = (text: string): void => {
    if (!quiet) process.stderr.write(`${text}\n`);
  };
  const signals = watchSignals(() => say('Stopping: what is known so far is kept.'), 0);
  try {
    const report = await withDatabase(databasePath, {}, (database) =>
      followAgain(
        database,
        run,
        { services, ...defined({ forS }) },
        { stop: signals.stop, nowMs: Date.now, onNote: say, onProgress: tellsFollowing(say) },
      ),
    );
    await printReport(report, outputs, { summary, details: detailsIn(databasePath, report.run) });
    if (signals.stop.aborted) return exitCodes.interrupted;
    return exitCodeOf(report.run.status, report.verdict);
  } finally {
    signals.close();
  }
}
