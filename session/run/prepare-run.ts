import { type Database, openDatabase } from '../../core/database/open.js';
import type { ClientSettings, ResolvedEndpoint } from '../../core/invoke/client.js';
import { resolveEndpoint } from '../../core/invoke/resolve.js';
import { type Condition, parseExpectation } from '../../core/judge/expectation.js';
import type { RoutingEvidence } from '../../core/judge/versions/routing.js';
import { openPayloads } from '../../core/lanes/payloads.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { budgetEndS, withinBudget } from '../../core/schedule/budget.js';
import type { PlanSpec } from '../../core/schedule/plan-spec.js';
import type { LocalLambda } from '../../local/config.js';
import type { RunMeta } from '../../results/document/run-meta.js';
import { RunStore } from '../../results/store/run-store.js';
import { mostInvocations } from '../../scenarios/language/cost-budget.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { withArchitectures } from '../limits/architectures.js';
import { ratesOf, readLimits } from '../limits/read-limits.js';
import { aliasesAskedFor, routingBefore } from './alias-routing.js';
import { refuseFewDescriptors } from './descriptor-limit.js';
import { laneCount, laneSettings } from './lane-jobs.js';
import { serveLocal } from './local.js';
import { plannedWorkloads, planOf } from './planning.js';
import { preflight } from './preflight.js';
import { runMeta, withRouting } from './run-meta.js';
import type { RunOptions } from './run-options.js';
import { selectPayloads } from './select-payloads.js';
import { refuseIdleSets } from './set-tally.js';

/** What is to be sent, worked out without a word to the service. */
interface Planned {
  /** With every selection of records answered. */
  scenario: Scenario;
  conditions: readonly Condition[];
  /** The whole load, and how many of what it comes to. */
  workloads: PlannedWorkload[];
  /** The load as far as its budget reaches: what the lanes send. */
  plan: PlanSpec;
  /** When that cuts it off; undefined where it does not. */
  budgetEndS(): number | undefined;
}

/** A run that only has to be driven: nothing is sent yet and nothing is stored. */
export interface PreparedRun extends Planned {
  /** Where to, and as whom. */
  settings: ClientSettings;
  /** What is stored of it before its first invocation. */
  meta: RunMeta;
  /** The aliases that expectations ask about, read before the run. */
  routing: readonly RoutingEvidence[];
  store: RunStore;
  /** Ends the scenario's own local Lambda, if it has one, and closes the database. */
  close(): Promise<void>;
}

/**
 * The first phase of a run: plans it, asks for consent, and proves that it can be sent. Undefined
 * when `confirm` refused. Throws `RepriseError` for what makes a run impossible: no recording, no
 * region, no credentials, a database that cannot be opened.
 */
export async function prepareRun(
  written: Scenario,
  options: RunOptions,
): Promise<PreparedRun | undefined> {
  const conditions = written.expectations.map(({ text }) => parseExpectation(text));
  const database = openDatabase(options.databasePath);
  let local: LocalLambda | undefined;
  const close = async (): Promise<void> => {
    await local?.close();
    database.close();
  };
  try {
    const planned = planRun(written, conditions, database);
    const { scenario } = planned;
    if (!options.fleet) {
      refuseFewDescriptors(
        scenario,
        openCount(planned.workloads),
        laneCount(scenario, options.threads),
      );
    }
    local = options.local ? undefined : scenario.local && (await serveLocal(scenario.local));
    const settings = laneSettings(scenario, options.local ?? local);
    const checked = await checkService(planned, settings, options);
    if (checked) return { ...planned, settings, ...checked, store: new RunStore(database), close };
  } catch (error) {
    await close();
    throw error;
  }
  await close();
  return undefined;
}

/** Prepares a run, lets `go` drive and conclude it, and closes it. Undefined when `confirm` refused. */
export async function withPreparedRun<T>(
  written: Scenario,
  options: RunOptions,
  go: (prepared: PreparedRun) => Promise<T>,
): Promise<T | undefined> {
  const prepared = await prepareRun(written, options);
  if (!prepared) return undefined;
  try {
    return await go(prepared);
  } finally {
    await prepared.close();
  }
}

function planRun(written: Scenario, conditions: readonly Condition[], database: Database): Planned {
  const scenario = selectPayloads(written, database);
  const specs = scenario.workloads.map(({ payloads }) => payloads);
  const { sources, captureTimes } = openPayloads(specs, database);
  refuseIdleSets(scenario.workloads, sources);
  const counts = sources.map(({ count }) => count);
  const whole = planOf(scenario, counts);
  const most = mostInvocations(scenario);
  const plan = most === undefined ? whole : withinBudget(whole, most, captureTimes);
  return {
    ...{ scenario, conditions, plan },
    workloads: plannedWorkloads(scenario, whole, captureTimes),
    budgetEndS: () => budgetEndS(plan, captureTimes),
  };
}

/** What the stages have planned that hold no concurrency of their own. */
function openCount(workloads: readonly PlannedWorkload[]): number {
  return workloads
    .flatMap(({ stages }) => stages)
    .reduce((sum, { planned = 0, concurrency }) => sum + (concurrency ? 0 : planned), 0);
}

/** Consent first, then what the service says: the limits, the permission, the aliases. */
async function checkService(
  { scenario, conditions, workloads }: Planned,
  settings: ClientSettings,
  options: RunOptions,
): Promise<Pick<PreparedRun, 'meta' | 'routing' | 'workloads'> | undefined> {
  const endpoint = await resolveEndpoint(settings);
  if (options.confirm && !(await options.confirm({ endpoint, workloads }))) return undefined;
  const limits =
    options.readLimits === false ? undefined : readLimits(workloads, settings, ratesOf(scenario));
  await provePermission(workloads, settings, endpoint, options);
  const routing = await routingBefore(aliasesAskedFor(conditions, workloads), settings);
  const read = await limits;
  const priced = withArchitectures(workloads, read?.architectures ?? []);
  const meta = runMeta(scenario, priced, endpoint, options, read);
  return { meta: withRouting(meta, routing), routing, workloads: priced };
}

async function provePermission(
  workloads: readonly PlannedWorkload[],
  settings: ClientSettings,
  endpoint: ResolvedEndpoint,
  options: RunOptions,
): Promise<void> {
  if (!(options.preflight ?? endpoint.isRemote)) return;
  const notes = await preflight(workloads, settings, options.client);
  for (const note of notes) options.onNote?.(note);
}
