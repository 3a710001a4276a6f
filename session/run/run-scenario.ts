import type { Scenario } from '../../scenarios/language/scenario.js';
import { followEvents, recordingAccepted } from '../follow/follow-events.js';
import { reconcileEnd } from '../reconcile/reconcile-end.js';
import { type Baseline, findBaseline } from './baseline.js';
import { concludeRun, type RunResult } from './conclude-run.js';
import { defaultVerdicts } from './default-expectations.js';
import { driveRun } from './drive-run.js';
import { type PreparedRun, withPreparedRun } from './prepare-run.js';
import type { RunOptions } from './run-options.js';

/**
 * Runs a scenario from its first arrival to its verdicts, and stores it second by second. Resolves
 * however the run ended, with `undefined` when `confirm` refused. Throws `RepriseError` for what
 * makes a run impossible: no recording, no region, no credentials, a database that cannot be written.
 */
export function runScenario(
  scenario: Scenario,
  options: RunOptions,
): Promise<RunResult | undefined> {
  return withPreparedRun(scenario, options, async (prepared) => {
    const baseline = await baselineOf(prepared, options);
    const driven = await driveRun(prepared, recordingAccepted(prepared, options));
    const isLeftOpen = scenario.expectations.length === 0 && options.defaultExpectations !== false;
    const more = isLeftOpen ? defaultVerdicts(driven.books) : [];
    const result = concludeRun(prepared, driven, more, baseline);
    const followed = await followEvents(prepared, driven, { result, baseline }, options);
    return reconcileEnd(prepared, followed, options);
  });
}

/** Read before anything is sent, so that one that is not there costs no run. */
async function baselineOf(
  { meta }: PreparedRun,
  { databasePath, baseline, onNote }: RunOptions,
): Promise<Baseline | undefined> {
  if (baseline === undefined) return undefined;
  const found = await findBaseline(databasePath, baseline, meta);
  if (!found) {
    onNote?.(`No run of ${meta.name} has passed yet under this load: there is no baseline.`);
  }
  return found;
}
