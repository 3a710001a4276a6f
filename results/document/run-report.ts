import { defined } from '../../core/base/defined.js';
import { type FollowFindings, isFollowBalanced } from '../../core/follow/findings.js';
import type { ConcurrencyFindings } from '../../core/judge/concurrency/findings.js';
import { type Evidence, evaluate, judgeEvidence } from '../../core/judge/evaluate.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { EventWindows } from '../../core/judge/expectations/event-windows.js';
import { type RunVerdict, runVerdict, type Verdict } from '../../core/judge/verdict.js';
import { EventBook } from '../../core/measure/event-book.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import type { LateSeconds } from './lateness.js';
import type { RunRecord } from './run-meta.js';

/** Everything that a reporter is given. */
export interface RunReport {
  run: RunRecord;
  books: RunBooks;
  verdicts: readonly Verdict[];
  verdict: RunVerdict;
  /** Absent where the seconds were not looked at. */
  late?: LateSeconds;
  concurrency?: ConcurrencyFindings;
  /** What became of its events; absent where they were not followed. */
  follow?: FollowFindings;
}

/**
 * A run with its verdicts: those that were stored when it ended, or, for one that never came so far,
 * what its expectations say of the books (and, over windows, of the seconds) up to the last commit.
 */
export function reportOf(
  run: RunRecord,
  books: RunBooks,
  stored?: readonly Verdict[],
  seconds?: Evidence['seconds'],
): RunReport {
  const verdicts = stored ?? judge(run, books, seconds);
  return { run, books, verdicts, verdict: runVerdict(verdicts, books) };
}

/**
 * A report with what became of the run's events: what is expected of them is judged by that (over
 * windows only where these are given), and a second book that does not balance fails the run as the
 * first does.
 */
export function withFollow(
  report: RunReport,
  follow: FollowFindings,
  eventWindows?: EventWindows,
): RunReport {
  const { run, books } = report;
  const events = follow.workloads.map((data) => data && EventBook.fromData(data));
  const verdicts = report.verdicts.map((verdict) => {
    if (!run.meta.expectations.includes(verdict.text)) return verdict;
    const condition = parseExpectation(verdict.text);
    if (condition.kind !== 'comparison') return verdict;
    const { metric, windowS } = condition;
    // Windows are judged when it was looked, and kept.
    if (windowS !== undefined && !(metric.isOfEvents && eventWindows)) return verdict;
    // What the events cost is known only now.
    if (!metric.isOfEvents && metric.name !== 'cost') return verdict;
    return judgeEvidence(condition, books, { events, ...defined({ eventWindows }) });
  });
  return { ...report, follow, verdicts, verdict: wholeVerdict(verdicts, books, follow) };
}

/** The verdict of a run whose second book must balance too, if it has one. */
export function wholeVerdict(
  verdicts: readonly Verdict[],
  books: RunBooks,
  follow: FollowFindings | undefined,
): RunVerdict {
  return follow && !isFollowBalanced(follow) ? 'fail' : runVerdict(verdicts, books);
}

function judge({ meta }: RunRecord, books: RunBooks, seconds: Evidence['seconds']): Verdict[] {
  const conditions = meta.expectations.map((text) => parseExpectation(text));
  return evaluate(conditions, books, { ...(seconds && { seconds }), routing: meta.routing ?? [] });
}

/** Whether something was to be sent and nothing of it succeeded: never green, whatever was expected. */
export function isNothingServed(books: RunBooks): boolean {
  const { planned, outcomes } = books.total();
  return planned > 0 && outcomes.ok === 0;
}

/**
 * What the latency of such invocations is of. An `Event` is answered as soon as it is queued, and a
 * `DryRun` as soon as it is checked: neither time says how long the function takes.
 */
export function latencyOf(invocationType: string): 'invocation' | 'acceptance' | 'validation' {
  if (invocationType === 'Event') return 'acceptance';
  return invocationType === 'DryRun' ? 'validation' : 'invocation';
}

/** What a run's latencies are of, each once, in the order of its workloads. */
export function latenciesOf(books: RunBooks): ReturnType<typeof latencyOf>[] {
  return [...new Set(books.workloads.map(({ invocationType }) => latencyOf(invocationType)))];
}
