import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { FollowStore } from '../../core/follow/follow-store.js';
import type { LevelKind } from '../../core/judge/capacity/capacity-report.js';
import { formatCount, formatSeconds } from '../../core/quantity/format.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { enterFindings } from '../follow/follow-events.js';
import { followRun } from '../follow/follow-run.js';
import type { RunResult } from '../run/conclude-run.js';
import type { DrivenRun } from '../run/drive-run.js';
import type { PreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';
import { type EventStep, eventStep } from './event-step.js';

/** A backlog is waited for so long, where the scenario does not say: as long as a run's events at most. */
const longestDrainS = 900;

/** What became of a step's events, and its run as it is known then. */
export interface FollowedStep extends EventStep {
  result: RunResult;
  /** Events that were still waiting when the time was over. */
  waiting: number;
}

/**
 * Refuses a search that follows its events and cannot be judged by them. Throws `RepriseError`. Closed
 * loops: an event is answered as soon as it is queued, so that nothing of the function is in flight.
 */
export function refuseUnfollowable({ workloads }: Scenario, by: LevelKind): void {
  const wish = workloads[0]?.follow;
  if (!wish) return;
  if (by === 'concurrency') {
    throw new RepriseError(
      'Events are searched by rate: a closed loop waits for acceptances only.',
      {
        hint: 'Leave out --by concurrency.',
      },
    );
  }
  if ((wish.sample ?? 1) < 1) {
    throw new RepriseError(
      'A capacity search follows all events: a sample does not show a backlog.',
      {
        hint: 'Leave out follow.sample (--follow-sample).',
      },
    );
  }
}

/** A step whose events are followed until its backlog is gone, for which it may take its time. */
export function withDrain(step: Scenario): Scenario {
  const workloads = step.workloads.map(({ follow, ...workload }) => ({
    ...workload,
    ...(follow && { follow: { untilS: longestDrainS, ...follow } }),
  }));
  return { ...step, workloads };
}

/** Only the log says when an event started. Throws `RepriseError` where it is not read. */
export function refuseWithoutLog({ follow }: PreparedRun): void {
  const blind = follow?.settings.functions.find(({ logs }) => logs === undefined);
  if (blind) {
    throw new RepriseError(`The log of ${blind.functionName} is not among what is followed.`, {
      hint: 'A capacity search needs it: it alone says when an event started. Use --follow logs.',
    });
  }
}

/**
 * Waits until no event of a step waits any more, so that the next one begins with an empty queue, and
 * reads what became of them. Undefined where none are followed, or the run did not come to its end.
 * Throws `RepriseError` where the log cannot be read.
 */
export async function followStep(
  { follow, database, settings, store }: PreparedRun,
  { runId, status, books }: DrivenRun,
  result: RunResult,
  { stop = never, abort = never, onNote, onFollow }: RunOptions,
): Promise<FollowedStep | undefined> {
  const events = follow && FollowStore.of(database, runId);
  if (!events || status !== 'finished') return undefined;
  events.keepProgress({ acceptedMs: Date.now() });
  const stopped = AbortSignal.any([stop, abort]);
  const found = await followRun(
    database,
    runId,
    { services: defined({ credentials: settings.credentials }) },
    {
      ...{ stop: stopped, nowMs: Date.now, isEnough: ({ counts }) => counts.ends.pending === 0 },
      ...defined({ onNote, onProgress: onFollow }),
    },
  );
  if (!found) return undefined;
  const problem = found.witnesses.find(({ witness }) => witness === 'logs')?.problem;
  if (problem !== undefined) throw unreadable(problem);
  const report = enterFindings(database, store, result.report, found);
  const { startS = 0, durationS = 0 } = books.workloads[0]?.stages.at(-1) ?? {};
  return {
    ...eventStep(FollowStore.of(database, runId) ?? events, startS, startS + durationS),
    result: { ...result, report, ...(stopped.aborted && { isFollowStopped: true as const }) },
    waiting: found.total.ends.pending,
  };
}

function unreadable(problem: string): RepriseError {
  return new RepriseError(`What became of a step's events cannot be read: ${problem}`, {
    hint: 'reprise capacity --resume last goes on when it can be.',
  });
}

/** The next step would begin with the backlog of the last one. */
export function notDrained(waiting: number, { workloads }: Scenario): RepriseError {
  const untilS = workloads[0]?.follow?.untilS ?? longestDrainS;
  return new RepriseError(
    `${formatCount(waiting)} events of the last step still wait after ${formatSeconds(untilS)}: the next step would begin with them.`,
    {
      hint: 'Give them longer (follow.until, --follow-until), and go on with --resume when the queue is empty.',
      exitCode: exitCodes.aborted,
    },
  );
}

const never = new AbortController().signal;
