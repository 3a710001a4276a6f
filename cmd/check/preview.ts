import type { Database } from '../../core/database/open.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import { firstTenants } from '../../core/lanes/first-tenants.js';
import { openPayloads } from '../../core/lanes/payloads.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import { describePlan, type Plan } from '../../scenarios/language/describe.js';
import type { ScenarioFlags } from '../../scenarios/language/flags.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { plannedWorkloads, planOf } from '../../session/run/planning.js';
import { selectPayloads } from '../../session/run/select-payloads.js';
import { refuseIdleSets } from '../../session/run/set-tally.js';
import { onStack } from '../../session/stack/on-stack.js';

/**
 * What a run of this scenario would do, with its recordings looked up in `database`. Sends nothing.
 * Throws as `loadScenario` does; a recording that is missing or empty is one of the problems.
 */
export async function previewScenario(
  file: string | undefined,
  flags: ScenarioFlags,
  database: Database,
): Promise<Plan> {
  const store = new RecordingStore(database);
  const loaded = loadScenario(file, {
    flags,
    checkExpectation: parseExpectation,
    checkRecording: (name) => store.reader(name),
  });
  const written = await onStack(loaded);
  const scenario = selectPayloads(written, database);
  const specs = scenario.workloads.map(({ payloads }) => payloads);
  const payloads = openPayloads(specs, database);
  const { sources, captureTimes } = payloads;
  refuseIdleSets(scenario.workloads, sources);
  const plan = planOf(
    scenario,
    sources.map(({ count }) => count),
  );
  const planned = plannedWorkloads(scenario, plan, captureTimes, true);
  return describePlan(scenario, planned, await firstTenants(specs, payloads, scenario.seed));
}
