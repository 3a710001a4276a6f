import { describe, expect, it } from 'vitest';
import type { FollowFindings } from '../follow/findings.js';
import {
  type Batch,
  booksOf,
  functionError,
  ok,
  planOf,
  throttled,
} from '../judge/books.fixture.js';
import { EventBook } from '../measure/event-book.js';
import type { PlannedWorkload } from '../measure/run-books.js';
import { ownFigures } from './own-figures.js';
import type { Bounds } from './reconciliation.js';

const unanswered: Batch['outcome'] = {
  ...{ kind: 'transportError', reason: 'timeout', errorType: 'Timeout', errorMessage: 'late' },
} as Batch['outcome'];

const answered: Batch[] = [
  { count: 90, outcome: ok('11') },
  { count: 6, outcome: ok('12') },
  { count: 4, outcome: functionError('12', 'Error', 'broken') },
  { count: 7, outcome: throttled('ReservedFunctionConcurrentInvocationLimitExceeded') },
  { count: 2, outcome: throttled('CallerRateLimitExceeded') },
];

const exactly = (count: number): Bounds => ({ least: count, most: count });
const atLeast = (count: number): Bounds => ({ least: count, most: null });

function planned(batches: readonly Batch[], changes: Partial<PlannedWorkload>): PlannedWorkload[] {
  return planOf(batches).map((workload) => ({ ...workload, ...changes }));
}

/** Ends of 100 events: 80 ran once, 15 twice, 3 thrice, 2 never. */
function followed(changes: Partial<FollowFindings> = {}): FollowFindings {
  const book = new EventBook();
  const event = { isOpen: false, successes: 1, isDeadLettered: false, isUndelivered: false };
  const add = (count: number, end: 'completed' | 'failed' | 'expired', attempts: number): void => {
    for (let i = 0; i < count; i++) book.add({ ...event, end, attempts, reports: [] });
  };
  add(80, 'completed', 1);
  add(15, 'completed', 2);
  add(3, 'failed', 3);
  add(2, 'expired', 0);
  return {
    ...{ status: 'complete', endedAtMs: 0, versions: {}, witnesses: [], worst: [], sample: 1 },
    ...{ total: book.toData(), workloads: [book.toData()] },
    ...changes,
  };
}

describe('what was answered', () => {
  it('is known exactly: of the function, of the alias that was called, and of each version', () => {
    expect(ownFigures(booksOf(answered)).map(({ scope, counts }) => [scope, counts])).toEqual([
      [
        { functionName: 'checkout' },
        {
          Invocations: exactly(100),
          Errors: exactly(4),
          // A throttle of the API's caller is none of the function's; whether it is counted nobody says.
          Throttles: { least: 7, most: 9 },
          AsyncEventsReceived: exactly(0),
          AsyncEventsDropped: exactly(0),
        },
      ],
      [
        { functionName: 'checkout', qualifier: 'live' },
        { Invocations: exactly(100), Errors: exactly(4) },
      ],
      [
        { functionName: 'checkout', qualifier: 'live', executedVersion: '11' },
        { Invocations: exactly(90), Errors: exactly(0) },
      ],
      [
        { functionName: 'checkout', qualifier: 'live', executedVersion: '12' },
        { Invocations: exactly(10), Errors: exactly(4) },
      ],
    ]);
  });

  it('without an answer it may have run, and failed, and have been throttled', () => {
    const [whole] = ownFigures(booksOf([...answered, { count: 5, outcome: unanswered }]));
    expect(whole?.counts).toMatchObject({
      Invocations: { least: 100, most: 105 },
      Errors: { least: 4, most: 9 },
      Throttles: { least: 7, most: 14 },
    });
  });

  it('of an ARN the name counts; of a version there is no version again', () => {
    const functionName = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';
    const books = booksOf(answered, planned(answered, { functionName, qualifier: '12' }));
    expect(ownFigures(books).map(({ scope }) => scope)).toEqual([
      { functionName: 'checkout' },
      { functionName: 'checkout', qualifier: '12' },
    ]);
  });

  it('a DryRun runs nothing', () => {
    const books = booksOf(answered, planned(answered, { invocationType: 'DryRun' }));
    expect(ownFigures(books)).toEqual([]);
  });
});

describe('events', () => {
  const accepted: Batch[] = [{ count: 100, outcome: ok() }];
  const { qualifier: _, ...plan } = planOf(accepted)[0] as PlannedWorkload;
  const books = booksOf(accepted, [{ ...plan, invocationType: 'Event' }]);

  it.each<[string, FollowFindings | undefined, Bounds, Bounds]>([
    ['that are not followed: their acceptance alone is known', undefined, atLeast(0), atLeast(0)],
    ['followed to their ends: every attempt', followed(), exactly(119), atLeast(5)],
    [
      'followed until the time was over: there may be more attempts',
      followed({ status: 'deadline' }),
      atLeast(119),
      atLeast(5),
    ],
    ['of which a sample is followed', followed({ sample: 0.5 }), atLeast(119), atLeast(5)],
  ])('%s', (_name, follow, invocations, dropped) => {
    const [whole] = ownFigures(books, follow);
    expect(whole?.counts).toEqual({
      Invocations: invocations,
      Errors: atLeast(0),
      // A throttled event leaves no trace where it is looked for.
      Throttles: atLeast(0),
      AsyncEventsReceived: exactly(100),
      AsyncEventsDropped: dropped,
    });
  });
});
