import { type FollowFindings, isFollowBalanced } from '../../core/follow/findings.js';
import { EventBook, type EventBookData } from '../../core/measure/event-book.js';
import { costOfEvents } from '../../core/measure/event-cost.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { jsonLatency } from './json-distribution.js';
import type { JsonEventBook, JsonEvents } from './json-summary.js';

/** What became of the events, for programs. */
export function jsonEvents(
  follow: FollowFindings,
  workloads: readonly PlannedWorkload[],
): JsonEvents {
  const nameOf = (workload: number): string => workloads[workload]?.name ?? '';
  return {
    status: follow.status,
    ...bookOf(follow.total),
    acceptedByRun: follow.acceptedByRun ?? null,
    balanced: isFollowBalanced(follow),
    sample: follow.sample,
    clockOffset: follow.clockOffset ?? null,
    unknown: follow.total.why,
    costUsd: costOfEvents(follow.workloads, workloads)?.usd ?? null,
    workloads: follow.workloads.flatMap((data, i) =>
      data ? { workload: nameOf(i), ...bookOf(data) } : [],
    ),
    versions: Object.entries(follow.versions).map(([version, data]) => ({
      version,
      ...bookOf(data),
    })),
    worst: follow.worst.map(({ workload, intendedMs, ...each }) => ({
      ...each,
      workload: nameOf(workload),
      intendedAt: new Date(intendedMs).toISOString(),
    })),
    sources: follow.witnesses.map(({ source: name, completeMs, problem = null, ...each }) => ({
      ...each,
      name,
      completeTo: completeMs > 0 ? new Date(completeMs).toISOString() : null,
      problem,
    })),
  };
}

function bookOf(data: EventBookData): JsonEventBook {
  const { queue, endToEnd, duration } = EventBook.fromData(data);
  const [none, one, two, three, more] = data.attempts;
  const { accepted, ends, maxAttempts, duplicates, deadLettered } = data;
  const { throttledOut, undelivered, reports, coldStarts, billedMs } = data;
  return {
    ...{ accepted, ends },
    attempts: { none, one, two, three, more, unknown: data.attemptsUnknown },
    ...{ maxAttempts, duplicates, deadLettered, throttledOut, undelivered },
    queue: jsonLatency(queue),
    endToEnd: jsonLatency(endToEnd),
    duration: jsonLatency(duration),
    ...{ reports, coldStarts, billedMs },
  };
}
