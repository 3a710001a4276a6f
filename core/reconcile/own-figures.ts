import { defined } from '../base/defined.js';
import type { FollowFindings } from '../follow/findings.js';
import { parseFunctionReference } from '../invoke/function-name.js';
import { EventBook, type EventBookData } from '../measure/event-book.js';
import { LatencyHistogram } from '../measure/histogram.js';
import type { Account, PlannedWorkload, RunBooks, StageRef } from '../measure/run-books.js';
import type {
  Bounds,
  ComparedMetric,
  MeanAndMost,
  MetricScope,
  OwnFigures,
} from './reconciliation.js';

/** Throttles of the API's caller, which no function's metric counts. */
const callerReason = 'CallerRateLimitExceeded';

interface Invoked extends PlannedWorkload {
  index: number;
  bareName: string;
}

type Counts = Record<ComparedMetric, Bounds>;

/**
 * What a run knows itself of what CloudWatch counts: of each function, of what it called by a version
 * or an alias, and of that by executed version. A `DryRun` runs nothing.
 */
export function ownFigures(books: RunBooks, follow?: FollowFindings): OwnFigures[] {
  const invoked = books.workloads
    .map((workload, index): Invoked => ({ ...workload, index, bareName: bareName(workload) }))
    .filter(({ invocationType }) => invocationType !== 'DryRun');
  return [...groupsOf(invoked, ({ bareName: name }) => name)].flatMap(([functionName, all]) => [
    figuresOf({ functionName }, all, books, follow),
    ...[...groupsOf(all, ({ qualifier }) => qualifier)].flatMap(([qualifier, some]) =>
      qualifier === undefined || qualifier.startsWith('$LATEST')
        ? []
        : figuresOfCalled({ functionName, qualifier }, some, books, follow),
    ),
  ]);
}

function bareName({ functionName }: PlannedWorkload): string {
  return parseFunctionReference(functionName)?.name ?? functionName;
}

function groupsOf<T, Key>(items: readonly T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** Of what is called by a name the service counts what ran alone; of an alias also by version. */
function figuresOfCalled(
  scope: MetricScope,
  invoked: readonly Invoked[],
  books: RunBooks,
  follow: FollowFindings | undefined,
): OwnFigures[] {
  const whole = figuresOf(scope, invoked, books, follow);
  const { Invocations, Errors } = whole.counts;
  const ran = { ...whole, counts: defined({ Invocations, Errors }) };
  const isAlias = !/^\d+$/.test(scope.qualifier ?? '');
  const isTold = invoked.every(({ invocationType }) => invocationType !== 'Event');
  return isAlias && isTold ? [ran, ...byVersion(scope, invoked, books)] : [ran];
}

function byVersion(scope: MetricScope, invoked: readonly Invoked[], books: RunBooks): OwnFigures[] {
  const stages = invoked.flatMap(({ index, stages: own }) =>
    own.map((_, stage): StageRef => ({ workload: index, stage })),
  );
  // An invocation without an answer may have run in any of them.
  const unanswered = invoked.reduce((sum, each) => sum + unansweredOf(books, each.index), 0);
  const versions = [...books.part({ stages }).versions.keys()];
  return versions.map((executedVersion) => {
    const { outcomes, duration } = books.part({ stages, version: executedVersion });
    return {
      scope: { ...scope, executedVersion },
      counts: {
        Invocations: upTo(outcomes.ok + outcomes.functionError, unanswered),
        Errors: upTo(outcomes.functionError, unanswered),
      },
      durationMs: meanAndMost(duration),
    };
  });
}

function figuresOf(
  scope: MetricScope,
  invoked: readonly Invoked[],
  books: RunBooks,
  follow: FollowFindings | undefined,
): OwnFigures {
  const duration = new LatencyHistogram();
  const parts = invoked.map(({ index, invocationType }) => {
    const account = books.workload(index);
    duration.add(account.duration);
    const unanswered = unansweredOf(books, index);
    if (invocationType !== 'Event') return countsOfAnswered(account, unanswered);
    const events = follow?.workloads[index] ?? undefined;
    if (events !== undefined) duration.add(EventBook.fromData(events).duration);
    return countsOfEvents(account, unanswered, events && { events, isWhole: isWhole(follow) });
  });
  return { scope, counts: parts.reduce(added, none()), durationMs: meanAndMost(duration) };
}

function isWhole(follow: FollowFindings | undefined): boolean {
  return follow?.status === 'complete' && follow.sample === 1;
}

/** Sent, and nobody knows whether it ran: no answer, one that says that something broke, or a run that was cut off. */
function unansweredOf(books: RunBooks, workload: number): number {
  const { transportError, serviceError, aborted } = books.workload(workload).outcomes;
  const { inFlight, notRecorded = 0 } = books.cutOff();
  return transportError + serviceError + Math.min(aborted, inFlight + notRecorded);
}

function countsOfAnswered({ outcomes, throttles }: Account, unanswered: number): Counts {
  const { ok, functionError, throttled } = outcomes;
  const ofCaller = throttles.get(callerReason) ?? 0;
  return {
    Invocations: upTo(ok + functionError, unanswered),
    Errors: upTo(functionError, unanswered),
    Throttles: { least: throttled - ofCaller, most: throttled + unanswered },
    AsyncEventsReceived: upTo(0, 0),
    AsyncEventsDropped: upTo(0, 0),
  };
}

/** Of events the acceptance is known; what became of them only where they were followed. */
function countsOfEvents(
  { outcomes: { ok } }: Account,
  unanswered: number,
  followed: { events: EventBookData; isWhole: boolean } | undefined,
): Counts {
  const { failed = 0, expired = 0, discarded = 0 } = followed?.events.ends ?? {};
  const attempts = followed ? attemptsOf(followed.events) : { least: 0, most: null };
  const isExact = followed?.isWhole === true && unanswered === 0;
  return {
    Invocations: { least: attempts.least, most: isExact ? attempts.most : null },
    Errors: atLeast(0),
    Throttles: atLeast(0),
    AsyncEventsReceived: upTo(ok, unanswered),
    AsyncEventsDropped: atLeast(failed + expired + discarded),
  };
}

/** How often all events together ran. Of those that ran four times or more the book has no sum. */
function attemptsOf({ attempts, attemptsUnknown, reports }: EventBookData): Bounds {
  const [, one, two, three, more] = attempts;
  const sum = one + 2 * two + 3 * three;
  const isKnown = more === 0 && attemptsUnknown === 0;
  return {
    least: Math.max(sum + 4 * more, reports),
    most: isKnown ? Math.max(sum, reports) : null,
  };
}

function upTo(least: number, further: number): Bounds {
  return { least, most: least + further };
}

function atLeast(least: number): Bounds {
  return { least, most: null };
}

function none(): Counts {
  const zero = upTo(0, 0);
  return {
    ...{ Invocations: zero, Errors: zero, Throttles: zero },
    ...{ AsyncEventsReceived: zero, AsyncEventsDropped: zero },
  };
}

function added(total: Counts, more: Counts): Counts {
  const names = Object.keys(total) as ComparedMetric[];
  return Object.fromEntries(
    names.map((name) => {
      const [a, b] = [total[name], more[name]];
      const most = a.most === null || b.most === null ? null : a.most + b.most;
      return [name, { least: a.least + b.least, most }];
    }),
  ) as Counts;
}

function meanAndMost(histogram: LatencyHistogram): MeanAndMost | null {
  if (histogram.count === 0) return null;
  return { mean: histogram.meanUs / 1000, most: histogram.maxUs / 1000 };
}
