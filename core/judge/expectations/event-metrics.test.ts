import { describe, expect, it } from 'vitest';
import { type EndedEvent, EventBook } from '../../measure/event-book.js';
import { Ledger } from '../../measure/ledger.js';
import { RunBooks } from '../../measure/run-books.js';
import { abortRule } from '../abort-rules.js';
import { evaluate } from '../evaluate.js';
import { parseExpectation } from '../expectation.js';

const plan = ['a', 'b'].map((name) => ({
  ...{ name, functionName: name, invocationType: 'Event' },
  stages: [{ name: 'load', planned: 100, startS: 0, durationS: 1, peakHz: 100 }],
}));
const books = new RunBooks(plan, new Ledger(), 'finished');

type Seen = Partial<EndedEvent> & { count: number };

function bookOf(...seen: Seen[]): EventBook {
  const book = new EventBook();
  for (const { count, ...event } of seen) {
    for (let i = 0; i < count; i++) {
      book.add({
        ...{ end: 'completed', isOpen: false, attempts: 1, successes: 1 },
        ...{ isDeadLettered: false, isUndelivered: false, reports: [], ...event },
      });
    }
  }
  return book;
}

/** Of 1,000 events one in a hundred takes 40 s to its end, and the others 2 s. */
const times: Seen[] = [
  { count: 990, queueUs: 1e6, endToEndUs: 2e6 },
  { count: 10, queueUs: 30e6, endToEndUs: 40e6 },
];
const pending: Seen = { count: 5, end: 'pending', isOpen: true, successes: 0, attempts: 0 };
const unknown: Seen = { ...pending, count: 1, end: 'unknown', why: 'neverRan', isOpen: false };
const failed: Seen = { count: 1, end: 'failed', successes: 0, attempts: 3 };

const verdictOf = (text: string, ...seen: Seen[]) =>
  evaluate([parseExpectation(text)], books, { events: [bookOf(...seen), null] })[0];

describe('an expectation of events', () => {
  it.each<[string, string, Seen[]]>([
    ['async.completed >= 99%', 'pass', times],
    ['async.completed == 100%', 'pass', times],
    ['async.completed >= 99.9%', 'fail', [...times, { ...failed, count: 20 }]],
    ['async.completed >= 99.9%', 'inconclusive', [...times, pending]],
    ['async.completed >= 99%', 'pass', [...times, pending]],
    ['async.completed <= 50%', 'fail', [...times, pending]],
    ['async.completed == 100%', 'fail', [...times, failed, pending]],
    ['async.lost == 0', 'pass', times],
    ['async.lost == 0', 'inconclusive', [...times, unknown]],
    ['async.lost == 0', 'fail', [...times, unknown, { ...failed, end: 'lost' }]],
    ['async.lost < 1%', 'pass', [...times, unknown]],
    ['async.pending == 0', 'fail', [...times, pending]],
    ['async.unknown == 0', 'fail', [...times, unknown]],
    ['async.duplicates == 0', 'fail', [...times, { count: 1, successes: 2, attempts: 2 }]],
    ['async.attempts.max <= 1', 'pass', times],
    ['async.attempts.max <= 1', 'fail', [...times, failed]],
    ['async.attempts.max <= 1', 'inconclusive', [...times, pending]],
    ['async.queue.p95 < 5s', 'pass', times],
    ['async.endToEnd.p99 < 30s', 'pass', times],
    ['async.endToEnd.p99.5 < 30s', 'inconclusive', times],
    ['async.endToEnd.max < 30s', 'fail', times],
    ['async.endToEnd.p99 < 30s', 'inconclusive', [...times, pending]],
    ['async.endToEnd.p99 < 30s', 'inconclusive', [...times, { ...pending, count: 50 }]],
    ['async.endToEnd.p99 < 1s', 'fail', [...times, pending]],
    ['async.queue.p95 < 5s', 'pass', [...times, pending]],
    ['async.duration.p50 < 1s', 'noData', times],
  ])('%s: %s', (text, verdict, seen) => {
    expect(verdictOf(text, ...seen)?.verdict).toBe(verdict);
  });

  it('says how many are undecided', () => {
    expect(verdictOf('async.completed >= 99.9%', ...times, pending)?.observed).toEqual({
      ...{ kind: 'value', dimension: 'count', value: 1000, whole: 1005, undecided: 5 },
    });
  });

  it('is of the workloads that are meant', () => {
    const events = [bookOf(...times), bookOf(failed)];
    const verdicts = ['', ' of workload("a")', ' of function("b")'].map(
      (scope) =>
        evaluate([parseExpectation(`async.failed${scope} == 0`)], books, { events })[0]?.verdict,
    );
    expect(verdicts).toEqual(['fail', 'pass', 'fail']);
  });

  it('has no data where nothing was followed', () => {
    expect(evaluate([parseExpectation('async.lost == 0')], books)[0]).toMatchObject({
      ...{ verdict: 'noData', observed: { kind: 'noData', why: 'notFollowed' } },
    });
  });

  it.each([
    ['async.lost of version(7) == 0', 'async.lost is of whole workloads'],
    ['async.queue.p95 of stage("peak") < 5s', 'async.queue.p95 is of whole workloads'],
    ['async.queue < 5s', '"async.queue" has many values: say which'],
    ['async.gone == 0', '"async.gone" is not a metric'],
  ])('%s is refused', (text, message) => {
    expect(() => parseExpectation(text)).toThrow(message);
  });

  const windowed = (text: string, ...windows: (Seen[] | null)[]) =>
    evaluate([parseExpectation(text)], books, {
      eventWindows: (lengthS) =>
        windows.map((seen, i) => ({
          ...{ fromS: i * lengthS, toS: (i + 1) * lengthS },
          events: [seen && bookOf(...seen), null],
        })),
    })[0];

  it.each<[string, string, (Seen[] | null)[]]>([
    ['async.endToEnd.max < 30s over 10s', 'pass', [times.slice(0, 1), times.slice(0, 1)]],
    ['async.endToEnd.max < 30s over 10s', 'fail', [times.slice(0, 1), times]],
    // On average 99.5% have completed, and in one stretch 99%.
    ['async.completed >= 99.2% over 10s', 'fail', [times, [...times, { ...failed, count: 10 }]]],
    ['async.completed == 100% over 10s', 'inconclusive', [times, [...times, pending]]],
    ['async.completed == 100% over 10s', 'fail', [[failed], [...times, pending]]],
    ['async.lost == 0 over 10s', 'pass', [times, null, times]],
    ['async.lost == 0 over 10s', 'noData', [null]],
  ])('%s: %s, by when events should have been sent', (text, verdict, windows) => {
    expect(windowed(text, ...windows)?.verdict).toBe(verdict);
  });

  it('names the worst window', () => {
    const verdict = windowed('async.queue.max < 5s over 10s', times.slice(0, 1), times, null);
    expect(verdict?.windows).toEqual({ lengthS: 10, judged: 2, failed: 1, fromS: 10, toS: 20 });
  });

  it('has no data over windows where nobody has cut any', () => {
    expect(evaluate([parseExpectation('async.lost == 0 over 10s')], books)[0]).toMatchObject({
      ...{ verdict: 'noData', observed: { kind: 'noData', why: 'notFollowed' } },
    });
  });

  it('ends no run: what becomes of events is known after it', () => {
    expect(() => abortRule(parseExpectation('async.lost == 0'))).toThrow('only after the run');
  });
});
