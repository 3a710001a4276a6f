import type { JudgedBy } from './fold-events.js';
import type { ReadTo, Witnesses } from './policy.js';
import type { FollowedFunction, FollowSettings } from './settings.js';

/** How far a source was read, `undefined` where it was not; see `ReadTo`. */
export type CompleteMs = (source: string) => number | undefined;

/** What decides the ends of each workload's events, by how far their witnesses were read. */
export function judgedByOf(
  { functions }: FollowSettings,
  completeMs: CompleteMs,
): (workload: number) => JudgedBy {
  const byWorkload = new Map<number, JudgedBy>();
  for (const each of functions) {
    const judgedBy = { policy: each.policy, witnesses: witnessesOf(each, completeMs) };
    for (const workload of each.workloads) byWorkload.set(workload, judgedBy);
  }
  return (workload) => byWorkload.get(workload) as JudgedBy;
}

function witnessesOf(
  { logs, success, failure, deadLetters }: FollowedFunction,
  completeMs: CompleteMs,
): Witnesses {
  const readTo = (source: string | undefined): ReadTo | undefined => {
    const ms = source === undefined ? undefined : completeMs(source);
    return ms === undefined ? undefined : { completeMs: ms };
  };
  const log = readTo(logs?.group);
  const read = {
    logs: log && logs && { ...log, tellsErrors: logs.tellsErrors },
    success: readTo(success),
    failure: readTo(failure),
    deadLetters: readTo(deadLetters),
  };
  return Object.fromEntries(Object.entries(read).filter(([, each]) => each !== undefined));
}
