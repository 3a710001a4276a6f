import { defined } from '../../core/base/defined.js';
import type { RepriseError } from '../../core/base/errors.js';
import { openDatabase } from '../../core/database/open.js';
import { resolveEndpoint } from '../../core/invoke/resolve.js';
import { evaluate } from '../../core/judge/evaluate.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import { openPayloads } from '../../core/lanes/payloads.js';
import { withinBudget } from '../../core/schedule/budget.js';
import type { LocalLambda } from '../../local/config.js';
import { heldDetails, type RunDetails } from '../../results/document/run-details.js';
import { type RunReport, reportOf } from '../../results/document/run-report.js';
import { RunStore } from '../../results/store/run-store.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { ratesOf, readLimits } from '../limits/read-limits.js';
import { withBrokenRule } from './abort-rules.js';
import { aliasesAskedFor, routingAfter, routingBefore } from './alias-routing.js';
import { laneJobs, laneSettings } from './lane-jobs.js';
import { serveLocal } from './local.js';
import { plannedWorkloads, planOf } from './planning.js';
import { preflight } from './preflight.js';
import { runMeta, withRouting } from './run-meta.js';
import type { RunOptions } from './run-options.js';
import { RunSession } from './run-session.js';
import { selectPayloads } from './select-payloads.js';

/** A run that has ended, in whatever way. */
export interface RunResult {
  report: RunReport;
  /** Why it was aborted: a budget, a lane that died, a disk that is full. */
  failure?: RepriseError;
  /** Its seconds, where the database does not have them all. */
  unstored?: RunDetails;
}

/**
 * Runs a scenario from its first arrival to its verdicts, and stores it second by second. Resolves
 * however the run ended, with `undefined` when `confirm` refused. Throws `RepriseError` for what
 * makes a run impossible: no recording, no region, no credentials, a database that cannot be written.
 */
export async function runScenario(
  written: Scenario,
  options: RunOptions,
): Promise<RunResult | undefined> {
  const conditions = written.expectations.map(({ text }) => parseExpectation(text));
  const database = openDatabase(options.databasePath);
  let local: LocalLambda | undefined;
  try {
    const scenario = selectPayloads(written, database);
    const payloads = openPayloads(
      scenario.workloads.map(({ payloads }) => payloads),
      database,
    );
    const plan = planOf(
      scenario,
      payloads.sources.map(({ count }) => count),
    );
    const workloads = plannedWorkloads(scenario, plan, payloads.captureTimes);
    local = options.local ? undefined : scenario.local && (await serveLocal(scenario.local));
    const settings = laneSettings(scenario, options.local ?? local);
    const endpoint = await resolveEndpoint(settings);
    if (options.confirm && !(await options.confirm({ endpoint, workloads }))) return undefined;
    const limits =
      options.readLimits === false ? undefined : readLimits(workloads, settings, ratesOf(scenario));
    if (options.preflight ?? endpoint.isRemote) {
      const notes = await preflight(workloads, settings, options.client);
      for (const note of notes) options.onNote?.(note);
    }
    const before = await routingBefore(aliasesAskedFor(conditions, workloads), settings);
    const store = new RunStore(database);
    const meta = runMeta(scenario, workloads, endpoint, options, await limits);
    const writer = store.start(withRouting(meta, before));
    options.onStored?.(store.find(writer.id));
    const session = new RunSession(writer, workloads, scenario, options, meta.limits);
    const { maxInvocations } = scenario.limits;
    const sent =
      maxInvocations === undefined
        ? plan
        : withinBudget(plan, maxInvocations, payloads.captureTimes);
    const status = await session.drive(laneJobs(scenario, sent, settings, options));
    const routing = await routingAfter(before, settings);
    // What could not be stored has no seconds to be counted again by.
    const books = writer.books(status, session.isStored() ? store.check(writer.id) : []);
    const seconds = () => store.intervals(store.find(writer.id));
    const expected = evaluate(conditions, books, { seconds, routing });
    const verdicts = withBrokenRule(
      [...expected, ...(options.judge?.(books) ?? [])],
      session.broken,
    );
    const concurrency = session.concurrency(books);
    session.finish(status, verdicts, concurrency);
    const record = { ...store.find(writer.id), status };
    const report = {
      ...reportOf(record, books, verdicts),
      concurrency,
      late: store.lateSeconds(writer.id, books),
    };
    const unstored = session.isStored() ? undefined : heldDetails(store, record, writer.pending);
    return { report, ...defined({ failure: session.failure, unstored }) };
  } finally {
    await local?.close();
    database.close();
  }
}
