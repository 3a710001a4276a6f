import { systemClock } from '../../core/base/clock.js';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { Database } from '../../core/database/open.js';
import { eventSteps } from '../../core/follow/event-steps.js';
import { eventWindows } from '../../core/follow/event-windows.js';
import type { FollowFindings } from '../../core/follow/findings.js';
import { FollowStore } from '../../core/follow/follow-store.js';
import type { FollowControl } from '../../core/follow/follower.js';
import { type RunReport, withFollow } from '../../results/document/run-report.js';
import { stepLength } from '../../results/document/series/time-steps.js';
import { RunStore } from '../../results/store/run-store.js';
import type { Baseline } from '../run/baseline.js';
import type { RunResult } from '../run/conclude-run.js';
import type { DrivenRun } from '../run/drive-run.js';
import type { PreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';
import { heldAgain } from './baseline-again.js';
import { AcceptedEvents, type FollowChange, followRun } from './follow-run.js';

/** The options of a run whose accepted events are taken down as it goes, where they are followed. */
export function recordingAccepted(prepared: PreparedRun, options: RunOptions): RunOptions {
  if (!prepared.follow) return options;
  const begun = beginningToFollow(prepared, options);
  return {
    ...begun.options,
    onSamples: (samples) => {
      begun.accepted()?.add(samples);
      options.onSamples?.(samples);
    },
  };
}

/** The options of a run that begins to follow its events as it is stored; from then on they can be taken down. */
export function beginningToFollow(
  { follow, database }: PreparedRun,
  options: RunOptions,
): { options: RunOptions; accepted: () => AcceptedEvents | undefined } {
  let accepted: AcceptedEvents | undefined;
  const following: RunOptions = {
    ...options,
    onStored: (run) => {
      // A run that is resumed has begun to follow.
      const known = FollowStore.of(database, run.id);
      const store = known ?? (follow && FollowStore.begin(database, run.id, follow.settings));
      accepted = store && new AcceptedEvents(store);
      options.onStored?.(run);
    },
    onStart: (plan, runId, startUs) => {
      accepted?.start(Date.now() + (startUs - systemClock.nowUs()) / 1000);
      options.onStart?.(plan, runId, startUs);
    },
  };
  return { options: following, accepted: () => accepted };
}

/** A run as it was judged before its events were looked for, and what it is held against. */
export interface Concluded {
  result: RunResult;
  baseline: Baseline | undefined;
}

/**
 * The end of a run whose events are followed: finds out what became of them, judges what is expected of
 * that, and reports it. As it was where they are not, or where the run was stopped: then
 * `reprise follow` finds it out later.
 */
export async function followEvents(
  { follow, database, settings, store }: PreparedRun,
  driven: DrivenRun,
  { result, baseline }: Concluded,
  options: RunOptions,
): Promise<RunResult> {
  if (!follow) return result;
  const { runId } = driven;
  FollowStore.of(database, runId)?.keepProgress({ acceptedMs: Date.now() });
  const { stop = never, abort = never, onNote, onFollow } = options;
  if (stop.aborted || abort.aborted) return { ...result, isFollowStopped: true };
  const stopped = AbortSignal.any([stop, abort]);
  const found = await followRun(
    database,
    runId,
    { services: defined({ credentials: settings.credentials }) },
    {
      stop: stopped,
      nowMs: Date.now,
      ...defined({ onNote, onProgress: onFollow }),
    },
  );
  if (!found) return result;
  const entered = enterFindings(database, store, result.report, found);
  const report = heldAgain(store, entered, baseline?.report);
  return { ...result, report, ...(stopped.aborted && { isFollowStopped: true as const }) };
}

/**
 * Holds what was found against the run's own books, judges what is expected of events, and keeps both.
 */
export function enterFindings(
  database: Database,
  store: RunStore,
  report: RunReport,
  found: FollowFindings,
): RunReport {
  const { books, run } = report;
  const follow = FollowStore.of(database, run.id);
  const workloads = follow?.settings.functions.flatMap((each) => each.workloads) ?? [];
  const acceptedByRun = workloads.reduce(
    (sum, workload) => sum + books.workload(workload).outcomes.ok,
    0,
  );
  const durationS = ((run.endedAtMs ?? found.endedAtMs) - run.startedAtMs) / 1000;
  const findings: FollowFindings = {
    ...{ ...found, acceptedByRun },
    ...(follow && { overTime: eventSteps(follow, stepLength(durationS)) }),
  };
  follow?.keepFindings(findings);
  const windows = follow && ((lengthS: number) => eventWindows(follow, lengthS));
  const judged = withFollow(report, findings, windows);
  store.judgeAgain(run.id, judged.verdicts);
  return judged;
}

/**
 * Follows the events of a run that has been, or goes on with it, and reports the run as it is known
 * then. Throws `RepriseError` where the run is not followed, or nobody can be asked any more.
 */
export async function followAgain(
  database: Database,
  reference: string,
  change: FollowChange,
  control: FollowControl,
): Promise<RunReport> {
  const store = new RunStore(database);
  const run = store.find(reference);
  const follow = FollowStore.of(database, run.id);
  if (!follow) {
    throw new RepriseError(`The events of the run ${run.id} are not followed.`, {
      hint: 'Say so when it is run: reprise run … --follow. Ids are kept only then.',
    });
  }
  if (follow.settings.endsWithRun) {
    throw new RepriseError(`The local Lambda of the run ${run.id} ended with it.`, {
      hint: 'reprise report shows what was found. A local Lambda that goes on: reprise local serve.',
    });
  }
  if (run.status === 'running') {
    throw new RepriseError(`The run ${run.id} is not over yet.`, {
      hint: 'It follows its events itself.',
    });
  }
  const found = await followRun(database, run.id, change, control);
  const report = store.load(run);
  if (!found) return report;
  return heldAgain(store, enterFindings(database, store, report, found), undefined);
}

const never = new AbortController().signal;
