import type { EventsByWorkload } from '../measure/event-window.js';
import type { RunBooks } from '../measure/run-books.js';
import type { Condition, MetricCondition } from './expectation.js';
import { type EventWindows, judgeEventWindows } from './expectations/event-windows.js';
import { judgeComparison, noData } from './expectations/judge-comparison.js';
import { partOfRun } from './expectations/part.js';
import { selectionOf } from './expectations/scope.js';
import { WindowJudge } from './expectations/window-judge.js';
import { type Second, windowsOf } from './expectations/windows.js';
import type { Verdict } from './verdict.js';
import { judgeVersionsInAlias } from './versions/judge-routing.js';
import { judgeVersionShare, judgeVersionShares } from './versions/judge-shares.js';
import type { RoutingEvidence } from './versions/routing.js';

/** What is known of a run beside its books. */
export interface Evidence {
  /** The run second by second, in order, from its start at each call. */
  seconds?: () => Iterable<Second>;
  /** How the aliases that were invoked weighed their versions. */
  routing?: readonly RoutingEvidence[];
  /** What became of the events, where they were followed. */
  events?: EventsByWorkload;
  /** The same by when they should have been sent. */
  eventWindows?: EventWindows;
}

/**
 * Judges each expectation by what the books say, in their order. Expectations over windows need the
 * run's seconds, `versions in alias` the routing: without them they have no data.
 */
export function evaluate(
  conditions: readonly Condition[],
  books: RunBooks,
  evidence: Evidence = {},
): Verdict[] {
  const overWindows = judgeWindows(conditions, books, evidence.seconds);
  return conditions.map((condition) => {
    if (condition.kind !== 'comparison') return judgeVersions(condition, books, evidence);
    return overWindows.get(condition) ?? judgeEvidence(condition, books, evidence);
  });
}

/** A comparison of the run as a whole, or of its events, also over windows of them. */
export function judgeEvidence(
  condition: MetricCondition,
  books: RunBooks,
  { events, eventWindows }: Evidence,
): Verdict {
  if (condition.windowS === undefined) return judgeWhole(condition, books, events);
  if (!eventWindows) return noData(condition, { why: condition.metric.missing });
  return judgeEventWindows(condition, eventWindows, books.workloads);
}

/** A comparison by the run as a whole. */
export function judgeWhole(
  condition: MetricCondition,
  books: RunBooks,
  events?: EventsByWorkload,
): Verdict {
  const selection = selectionOf(condition.scope, books.workloads);
  if (selection.stages.length === 0) {
    return noData(condition, { why: 'noSuchPart', scope: condition.scope });
  }
  const verdict = judgeComparison(condition, partOfRun(books, selection, events));
  const isEvent = selection.stages.some(
    ({ workload }) => books.workloads[workload]?.invocationType === 'Event',
  );
  const { observed } = verdict;
  if (!isEvent || !condition.metric.isLatency || observed.kind !== 'value') return verdict;
  return { ...verdict, observed: { ...observed, isOfAcceptance: true } };
}

function judgeVersions(
  condition: Exclude<Condition, MetricCondition>,
  books: RunBooks,
  { routing }: Evidence,
): Verdict {
  const selection = selectionOf(condition.scope ?? {}, books.workloads);
  if (condition.kind === 'versionsInAlias') {
    return judgeVersionsInAlias(condition, books, selection, routing);
  }
  const part = partOfRun(books, selection);
  return condition.kind === 'versionShare'
    ? judgeVersionShare(condition, part)
    : judgeVersionShares(condition, part);
}

/** The verdicts of all comparisons over windows; one reading of the seconds for each length. */
function judgeWindows(
  conditions: readonly Condition[],
  { workloads, drivenUntilS }: RunBooks,
  seconds: Evidence['seconds'],
): Map<Condition, Verdict> {
  const verdicts = new Map<Condition, Verdict>();
  for (const [lengthS, comparisons] of byWindow(conditions)) {
    const judges = comparisons.map((condition) => {
      const selection = selectionOf(condition.scope, workloads);
      return { condition, judge: new WindowJudge(condition, selection, workloads) };
    });
    for (const window of windowsOf(seconds?.() ?? [], lengthS, drivenUntilS)) {
      for (const { judge } of judges) judge.add(window);
    }
    for (const { condition, judge } of judges) {
      verdicts.set(condition, seconds ? judge.verdict() : noData(condition, { why: 'noSeconds' }));
    }
  }
  return verdicts;
}

function byWindow(conditions: readonly Condition[]): Map<number, MetricCondition[]> {
  const found = new Map<number, MetricCondition[]>();
  for (const condition of conditions) {
    if (condition.kind !== 'comparison' || condition.windowS === undefined) continue;
    // What becomes of events is in no second of the run.
    if (condition.metric.isOfEvents) continue;
    found.set(condition.windowS, [...(found.get(condition.windowS) ?? []), condition]);
  }
  return found;
}
