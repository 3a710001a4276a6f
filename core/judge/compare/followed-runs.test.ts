import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { EventBook, type EventEnd } from '../../measure/event-book.js';
import { booksOf, ok } from '../books.fixture.js';
import { normalQuantile } from '../statistics/normal.js';
import { tolerances } from './answers.fixture.js';
import { comparisonMetricNames } from './comparison.js';
import { judgeRuns } from './judge-runs.js';
import { runSide } from './run-side.js';

interface Ends {
  seed: number;
  slowdown?: number;
  failed?: number;
  pending?: number;
}

/** 4,000 events, log-normal around 2 s. */
function eventsOf({ seed, slowdown = 0, failed = 0, pending = 0 }: Ends): EventBook {
  const book = new EventBook();
  const random = createRandom(seed, 'events');
  const events = 4000;
  for (let i = 0; i < events; i++) {
    const end: EventEnd = i < failed ? 'failed' : i < failed + pending ? 'pending' : 'completed';
    const tookUs = 2e6 * (1 + slowdown) * Math.exp(0.4 * normalQuantile(random()));
    book.add({
      ...{ end, isOpen: end === 'pending', attempts: 1, reports: [] },
      ...{ successes: end === 'completed' ? 1 : 0, isDeadLettered: false, isUndelivered: false },
      ...(end === 'completed' && { queueUs: tookUs / 2, endToEndUs: tookUs }),
    });
  }
  return book;
}

const acceptances = booksOf([{ count: 4000, outcome: ok('1', {}), msOf: (n) => 4 + (n % 5) }]);

function judged(
  old: Ends | undefined,
  now: Ends | undefined,
  metrics: readonly (typeof comparisonMetricNames)[number][] = comparisonMetricNames,
) {
  const sides = [old, now].map((ends) => runSide(acceptances, ends && eventsOf(ends)));
  const [first, second] = sides as [(typeof sides)[0], (typeof sides)[0]];
  const { metrics: seen } = judgeRuns(
    ...([first, second] as const),
    tolerances({ metrics, maxErrorIncrease: 0.01 }),
  );
  const ofEvents = seen.filter(({ name }) => name.startsWith('async.'));
  return ofEvents.map(({ name, verdict, limit }) => [name, verdict, ...(limit ? [limit] : [])]);
}

const all = [
  ...['async.endToEnd', 'async.endToEnd.p50', 'async.endToEnd.p90', 'async.endToEnd.p99'],
  'async.failures',
];
const each = (...said: string[]) => all.map((name) => [name, ...said]);

describe('two runs whose events were followed', () => {
  it('pass where events end as soon and as well', () => {
    const metrics = judged({ seed: 1 }, { seed: 2 }, [
      ...(['async.endToEnd', 'async.endToEnd.p50', 'async.endToEnd.p90'] as const),
      ...(['async.queue.p50', 'async.failures'] as const),
    ]);
    expect(metrics.map(([, verdict]) => verdict)).toEqual(Array(5).fill('pass'));
  });

  it('fail where events end later', () => {
    expect(judged({ seed: 1 }, { seed: 2, slowdown: 0.4 })).toEqual(
      all.map((name) => [name, name === 'async.failures' ? 'pass' : 'fail']),
    );
  });

  it('fail where more of them fail', () => {
    expect(judged({ seed: 1 }, { seed: 2, failed: 200 })).toContainEqual([
      'async.failures',
      'fail',
    ]);
  });

  it.each<[string, Ends | undefined, Ends | undefined, string]>([
    ['the old side was not followed', undefined, { seed: 2 }, 'notFollowed'],
    ['the new side was not followed', { seed: 1 }, undefined, 'notFollowed'],
    ['an old event is undecided', { seed: 1, pending: 1 }, { seed: 2 }, 'undecidedEvents'],
    [
      'a new event is undecided, however slow the others are',
      ...([{ seed: 1 }, { seed: 2, slowdown: 3, pending: 1 }] as const),
      'undecidedEvents',
    ],
  ])('neither pass nor fail where %s', (_, old, now, why) => {
    expect(judged(old, now)).toEqual(each('inconclusive', why));
  });

  it('say nothing of events where neither was followed, unless asked by name', () => {
    expect(judged(undefined, undefined)).toEqual([]);
    expect(judged(undefined, undefined, ['async.queue.p50', 'async.failures'])).toEqual([
      ['async.queue.p50', 'inconclusive', 'notFollowed'],
      ['async.failures', 'inconclusive', 'notFollowed'],
    ]);
  });
});
