import { defined } from '../../core/base/defined.js';
import { type Database, openDatabase } from '../../core/database/open.js';
import type { ClientSettings, ResolvedEndpoint } from '../../core/invoke/client.js';
import { resolveEndpoint, withSession } from '../../core/invoke/resolve.js';
import { type Condition, parseExpectation } from '../../core/judge/expectation.js';
import type { RoutingEvidence } from '../../core/judge/versions/routing.js';
import { firstTenants } from '../../core/lanes/first-tenants.js';
import { openPayloads } from '../../core/lanes/payloads.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { budgetEndS, withinBudget } from '../../core/schedule/budget.js';
import type { PlanSpec } from '../../core/schedule/plan-spec.js';
import type { LocalLambda } from '../../local/config.js';
import type { RunMeta } from '../../results/document/run-meta.js';
import { RunStore } from '../../results/store/run-store.js';
import { mostInvocations } from '../../scenarios/language/cost-budget.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { type FollowPlan, planFollow } from '../follow/follow-settings.js';
import { followSentences } from '../follow/sentences.js';
import { withArchitectures } from '../limits/architectures.js';
import { ratesOf, readLimits } from '../limits/read-limits.js';
import { reconcileSentences } from '../reconcile/reconcile-sentences.js';
import { onStack } from '../stack/on-stack.js';
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
  /** The tenants that the first invocation of each workload names. */
  tenantIds(): Promise<(string | undefined)[]>;
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
  database: Database;
  /** Present: what becomes of its events is found out after it. */
  follow?: FollowPlan;
  /** Ends the scenario's own local Lambda, if it has one, and closes the database. */
  close(): Promise<void>;
}

/**
 * The first phase of a run: plans it, asks for consent, and proves that it can be sent. Undefined
 * when `confirm` refused. Throws `RepriseError` for what makes a run impossible: no recording, no
 * region, no credentials, a database that cannot be opened.
 */
export async function prepareRun(
  asked: Scenario,
  options: RunOptions,
): Promise<PreparedRun | undefined> {
  const written = await onStack(asked);
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
    const settings = await withSession(laneSettings(scenario, options.local ?? local));
    const checked = await checkService(planned, settings, options);
    const store = new RunStore(database);
    if (checked) return { ...planned, settings, ...checked, store, database, close };
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
  const payloads = openPayloads(specs, database);
  const { sources, captureTimes } = payloads;
  refuseIdleSets(scenario.workloads, sources);
  const counts = sources.map(({ count }) => count);
  const whole = planOf(scenario, counts);
  const most = mostInvocations(scenario);
  const plan = most === undefined ? whole : withinBudget(whole, most, captureTimes);
  return {
    ...{ scenario, conditions, plan },
    workloads: plannedWorkloads(scenario, whole, captureTimes),
    tenantIds: () => firstTenants(specs, payloads, scenario.seed),
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
  planned: Planned,
  settings: ClientSettings,
  options: RunOptions,
): Promise<Pick<PreparedRun, 'meta' | 'routing' | 'workloads' | 'follow'> | undefined> {
  const { scenario, conditions, workloads } = planned;
  const endpoint = await resolveEndpoint(settings);
  const follow = await planFollow(scenario, settings, endpoint.isRemote);
  const following = [
    ...(follow ? [...followSentences(follow.settings), ...follow.notes] : []),
    ...(options.reconcile ? await reconcileSentences(options.reconcile) : []),
  ];
  const preview = { endpoint, workloads, following };
  if (options.confirm && !(await options.confirm(preview))) return undefined;
  const limits =
    options.readLimits === false ? undefined : readLimits(workloads, settings, ratesOf(scenario));
  await provePermission(planned, settings, endpoint, options);
  const routing = await routingBefore(aliasesAskedFor(conditions, workloads), settings);
  const read = await limits;
  const priced = withArchitectures(workloads, read?.architectures ?? []);
  const meta = runMeta(scenario, priced, endpoint, options, read);
  const learnt = { meta: withRouting(meta, routing), routing, workloads: priced };
  return { ...learnt, ...defined({ follow }) };
}

async function provePermission(
  { workloads, tenantIds }: Planned,
  settings: ClientSettings,
  endpoint: ResolvedEndpoint,
  options: RunOptions,
): Promise<void> {
  if (!(options.preflight ?? endpoint.isRemote)) return;
  const { client } = options;
  const notes = await preflight(workloads, settings, {
    ...defined({ client }),
    tenantIds: await tenantIds(),
  });
  for (const note of notes) options.onNote?.(note);
}
