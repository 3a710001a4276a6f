import { RepriseError } from '../../core/base/errors.js';
import { type Database, openDatabase } from '../../core/database/open.js';
import { fromText } from '../../core/fleet/plain-text.js';
import type { RecalledRun } from '../../core/fleet/recall-run.js';
import { FollowStore } from '../../core/follow/follow-store.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { LaneJob } from '../../core/lanes/lane-job.js';
import { openPayloads } from '../../core/lanes/payloads.js';
import { budgetEndS } from '../../core/schedule/budget.js';
import type { RunRecord } from '../../results/document/run-meta.js';
import { RunStore } from '../../results/store/run-store.js';
import { followEvents, recordingAccepted } from '../follow/follow-events.js';
import { findBaseline } from '../run/baseline.js';
import { concludeRun, type RunResult } from '../run/conclude-run.js';
import { defaultVerdicts } from '../run/default-expectations.js';
import { type DrivenRun, driven, sessionOf } from '../run/drive-run.js';
import { laneSettings } from '../run/lane-jobs.js';
import type { PreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';
import type { KeptRun } from './run-on-fleet.js';

/** What a resumed run can still be told. */
export type ResumeOptions = Pick<
  RunOptions,
  | 'databasePath'
  | 'stop'
  | 'abort'
  | 'baseline'
  | 'defaultExpectations'
  | 'onNote'
  | 'onStart'
  | 'onStored'
  | 'onInterval'
  | 'onLive'
  | 'onFollow'
> & {
  /** Finds the run on its bus. */
  recall: (runId: string) => Promise<RecalledRun>;
};

/**
 * Goes on with a run on a fleet whose process was killed: takes what its database has, what its log has
 * beyond that, and what its workers still say, and judges the whole. Throws `RepriseError` for a run that
 * cannot be resumed, and says why.
 */
export async function resumeRun(reference: string, options: ResumeOptions): Promise<RunResult> {
  const database = openDatabase(options.databasePath);
  let recalled: RecalledRun | undefined;
  try {
    const store = new RunStore(database);
    const run = store.find(reference);
    refuseToResume(run);
    recalled = await options.recall(run.id);
    const prepared = preparedAgain(run, recalled, database);
    const baseline =
      options.baseline && (await findBaseline(options.databasePath, options.baseline, run.meta));
    const again = await driveOn(run, prepared, recalled, recordingAccepted(prepared, options));
    const isLeftOpen =
      prepared.scenario.expectations.length === 0 && options.defaultExpectations !== false;
    const more = isLeftOpen ? defaultVerdicts(again.books) : [];
    const result = concludeRun(prepared, again, more, baseline);
    return await followEvents(prepared, again, { result, baseline }, options);
  } finally {
    await recalled?.close();
    database.close();
  }
}

async function driveOn(
  run: RunRecord,
  prepared: PreparedRun,
  recalled: RecalledRun,
  options: RunOptions,
): Promise<DrivenRun> {
  const { store } = prepared;
  const { databasePath } = options;
  const { writer, committedS } = store.resume(run);
  options.onStored?.(store.find(run.id));
  const session = sessionOf(prepared, writer, options);
  session.recall(store.intervals(run));
  const committed = { databasePath, committedUs: committedS * 1e6 };
  const ended = await session.drive(recalled.jobs, (_, listener) =>
    recalled.open(committed, listener),
  );
  // Whoever had stopped it was the process that was killed.
  const status = ended === 'finished' && recalled.wasOrdered() ? 'interrupted' : ended;
  return driven(prepared, options, { writer, session, status, workers: recalled.facts() });
}

/** The run as it was prepared, as far as what is left of it has to know. */
function preparedAgain(run: RunRecord, recalled: RecalledRun, database: Database): PreparedRun {
  const { scenario, routing } = fromText<KeptRun>(recalled.kept);
  const { plan, payloads } = recalled.jobs[0] as LaneJob;
  if (scenario.local) throw wasServedHere(run);
  if (scenario.paired) throw wasComparison(run);
  const followed = FollowStore.of(database, run.id);
  return {
    ...(followed && { follow: { settings: followed.settings, notes: [] } }),
    ...{ scenario, routing, plan, database, meta: run.meta, workloads: run.meta.plan },
    conditions: scenario.expectations.map(({ text }) => parseExpectation(text)),
    settings: laneSettings(scenario, undefined),
    store: new RunStore(database),
    budgetEndS: () => budgetEndS(plan, openPayloads(payloads, database).captureTimes),
    tenantIds: async () => [],
    close: async () => void database.close(),
  };
}

/** Throws `RepriseError` for a run that nobody has left behind, or whose workers went with it. */
function refuseToResume({ id, status, wasKilled, meta }: RunRecord): void {
  if (status === 'running') {
    throw new RepriseError(`The run ${id} still goes on in the process that started it.`, {
      hint: 'If that was killed a moment ago, try again in 10 seconds.',
    });
  }
  if (!wasKilled) {
    throw new RepriseError(`The run ${id} has ended: it is ${status}.`, {
      hint: `See it with reprise report ${id}; start another with reprise run.`,
    });
  }
  if (meta.environment.workers !== undefined) return;
  throw new RepriseError(
    `The run ${id} was sent by one machine, and cannot be resumed: what it had in flight when its process was killed, nobody knows.`,
    {
      hint: `What it had stored until then is there: reprise report ${id}. Start the scenario again for the rest; a run on workers (--bus, --workers) can be resumed.`,
    },
  );
}

function wasServedHere({ id }: RunRecord): RepriseError {
  return new RepriseError(
    `The run ${id} sent to its scenario's own local Lambda, which was killed with it.`,
    { hint: `See what it had stored with reprise report ${id}, and start it again.` },
  );
}

function wasComparison({ id }: RunRecord): RepriseError {
  return new RepriseError(
    `The run ${id} is a comparison, and cannot be resumed: how its pairs had ended, its process knew.`,
    { hint: 'Start it again with reprise compare.' },
  );
}
