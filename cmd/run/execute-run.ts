import { defined } from '../../core/base/defined.js';
import { type ExitCode, exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import { knownThreads } from '../../core/lanes/thread-priority.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import type { SummaryLength } from '../../results/draw/terminal/summary-length.js';
import { createLiveView } from '../../results/live/terminal/live.js';
import { parseOutputs } from '../../results/output/output.js';
import type { ScenarioFlags } from '../../scenarios/language/flags.js';
import { loadScenario } from '../../scenarios/language/load.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { RunOptions } from '../../session/run/run-options.js';
import { runScenario } from '../../session/run/run-scenario.js';
import { onStack } from '../../session/stack/on-stack.js';
import { lazyFleet } from '../fleet/lazy-fleet.js';
import type { FleetRequest } from '../fleet/open-fleet-for.js';
import { tellsFollowing } from '../follow/following-text.js';
import { tellsWaiting } from '../reconcile/execute-reconcile.js';
import { confirmRun } from './confirm-run.js';
import { openPushes } from './push-metrics.js';
import { showResult } from './show-result.js';
import { watchSignals } from './signals.js';
import { openSamples } from './stream-samples.js';
import { openWeb } from './web.js';

/** What the command line asks for. */
export interface RunRequest
  extends Pick<
    RunOptions,
    | 'client'
    | 'threads'
    | 'preflight'
    | 'readLimits'
    | 'defaultExpectations'
    | 'tags'
    | 'note'
    | 'baseline'
    | 'reconcile'
  > {
  file: string | undefined;
  flags: ScenarioFlags;
  databasePath: string;
  outputs: string[];
  /** How often metrics are pushed, as it was written. */
  outInterval: string | undefined;
  /** Sends from other machines. */
  fleet?: FleetRequest;
  /** Serves the page while the run goes, on this port; 0 is a free one. */
  webPort?: number;
  /** Opens the report in a browser. */
  open: boolean;
  quiet: boolean;
  summary: SummaryLength;
  yes: boolean;
}

/** Loads, confirms, runs, shows; gives the exit code. Throws `RepriseError` for what makes it impossible. */
export async function run(request: RunRequest): Promise<ExitCode> {
  const { databasePath, quiet, yes, file, flags, outputs: outs, webPort, open, ...rest } = request;
  const { summary, fleet: wanted, outInterval, ...how } = rest;
  const outputs = parseOutputs(outs);
  const scenario = await load(file, flags, databasePath);
  const samples = openSamples(outputs);
  const pushes = await openPushes(outputs, outInterval);
  const web = webPort === undefined ? undefined : await openWeb(webPort, open);
  const others = knownThreads();
  const live = createLiveView(process.stderr, { quiet });
  const fleet = await lazyFleet(wanted);
  const signals = watchSignals((text) => live.note(text), scenario.limits.drainS);
  try {
    const result = await runScenario(scenario, {
      ...how,
      ...samples.listener,
      ...defined({ fleet }),
      databasePath,
      onStored: (run) => {
        samples.start(run.meta.plan);
        web?.listener.onStored(run);
        pushes.listener.onStored(run);
      },
      onInterval: (interval) => {
        web?.listener.onInterval(interval);
        pushes.listener.onInterval(interval);
      },
      stop: signals.stop,
      abort: signals.abort,
      confirm: (preview) => confirmRun(scenario, preview, { yes, quiet }),
      onNote: (text) => live.note(text),
      onFollow: tellsFollowing((text) => live.note(text)),
      onReconcile: tellsWaiting((text) => live.note(text)),
      onStart: (plan) => {
        others.giveWay();
        live.start(plan);
      },
      // Who watches makes the lanes tell their books more often.
      ...(!quiet && { onLive: (snapshot) => live.update(snapshot) }),
    });
    live.stop();
    if (!result) return exitCodes.interrupted;
    return await showResult(result, {
      ...{ databasePath, outputs, summary, open },
      ...defined({ web }),
      more: [() => samples.end(result.report, say), () => pushes.end(result.report, say)],
    });
  } finally {
    live.stop();
    samples.discard();
    await pushes.close();
    await web?.close();
    await fleet?.close();
    signals.close();
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function load(file: string | undefined, flags: ScenarioFlags, path: string): Promise<Scenario> {
  return withDatabase(path, {}, (database) => {
    const store = new RecordingStore(database);
    const scenario = loadScenario(file, {
      flags,
      checkExpectation: parseExpectation,
      checkRecording: (name) => store.reader(name),
    });
    return onStack(scenario);
  });
}
