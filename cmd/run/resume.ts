import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { ExitCode } from '../../core/base/exit-codes.js';
import { createLiveView } from '../../results/live/terminal/live.js';
import { type OutputSpec, parseOutputs, streamedOutputs } from '../../results/output/output.js';
import { type ResumeOptions, resumeRun } from '../../session/fleet/resume-run.js';
import { packageVersion } from '../../session/run/run-meta.js';
import { tellsFollowing } from '../follow/following-text.js';
import type { RunRequest } from './execute-run.js';
import { showResult } from './show-result.js';
import { watchSignals } from './signals.js';
import { openWeb } from './web.js';

/** A run that is to go on, and how it is shown. */
export interface ResumeRequest
  extends Pick<
    RunRequest,
    'databasePath' | 'outputs' | 'webPort' | 'open' | 'quiet' | 'summary' | 'baseline'
  > {
  run: string;
  /** Where it ran. */
  bus: string | undefined;
  defaultExpectations: boolean;
}

/** Goes on with a run, shows it; gives the exit code. Throws `RepriseError` where it cannot be resumed. */
export async function resume(request: ResumeRequest): Promise<ExitCode> {
  const { run, bus, databasePath, outputs: outs, webPort, open, quiet, ...rest } = request;
  const { summary, baseline, defaultExpectations } = rest;
  const outputs = parseOutputs(outs);
  refuseSamples(outputs);
  const web = webPort === undefined ? undefined : await openWeb(webPort, open);
  const live = createLiveView(process.stderr, { quiet });
  const signals = watchSignals((text) => live.note(text));
  try {
    const result = await resumeRun(run, {
      ...{ databasePath, defaultExpectations, stop: signals.stop, abort: signals.abort },
      ...web?.listener,
      ...defined({ baseline }),
      recall: (id) => recallFrom(bus, id),
      onNote: (text) => live.note(text),
      onFollow: tellsFollowing((text) => live.note(text)),
      onStart: (plan) => live.start(plan),
      ...(!quiet && { onLive: (snapshot) => live.update(snapshot) }),
    });
    live.stop();
    return await showResult(result, {
      ...{ databasePath, outputs, summary, open },
      ...defined({ web }),
    });
  } finally {
    live.stop();
    await web?.close();
    signals.close();
  }
}

/** Throws `RepriseError` where rows are wanted that only the process that was killed had. */
function refuseSamples(outputs: readonly OutputSpec[]): void {
  const [first] = streamedOutputs(outputs);
  if (!first) return;
  throw new RepriseError(
    `--out ${first.format}=… has every invocation of a run, and those that were told to the process that was killed are not kept.`,
    { hint: 'Leave it out. csv-samples has the invocations that were kept.' },
  );
}

const recallFrom = async (
  bus: string | undefined,
  run: string,
): ReturnType<ResumeOptions['recall']> => {
  if (bus === undefined) {
    throw new RepriseError(`The run ${run} can be found by its bus only.`, {
      hint: 'Add --bus nats://host:4222, or set REPRISE_BUS.',
    });
  }
  const { recallRun } = await import('../../core/fleet/recall-run.js');
  return recallRun({ bus, version: packageVersion() }, run);
};
