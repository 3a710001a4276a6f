import { describe, expect, it } from 'vitest';
import { Ledger } from '../../measure/ledger.js';
import { type PlannedWorkload, RunBooks } from '../../measure/run-books.js';
import { type Batch, enter, ok, throttled } from '../books.fixture.js';
import { evaluate } from '../evaluate.js';
import { parseExpectation } from '../expectation.js';
import { type Second, windowsOf } from './windows.js';

const reason = 'CallerRateLimitExceeded';

/** Each second its own batches, 100 arrivals a second at most; undefined: a second of the drain. */
function secondsOf(all: readonly (readonly Batch[] | undefined)[]): Second[] {
  return all.map((batches, second) => ({
    second,
    ledger: enter(new Ledger(), batches ?? [], second).toData(),
  }));
}

/** A run of `lengthS` seconds at 100/s: what its expectation over windows says of these seconds. */
function judge(text: string, all: readonly (readonly Batch[] | undefined)[], lengthS = all.length) {
  const seconds = secondsOf(all);
  const ledger = new Ledger();
  for (const second of seconds) ledger.addData(second.ledger);
  const stage = { planned: 100 * lengthS, startS: 0, durationS: lengthS, peakHz: 100 };
  const plan: PlannedWorkload[] = [
    {
      name: 'checkout',
      functionName: 'checkout',
      invocationType: 'RequestResponse',
      stages: [{ ...stage, name: '100/s', rateHz: [100, 100] }],
    },
  ];
  const books = new RunBooks(plan, ledger, 'finished');
  const [verdict] = evaluate([parseExpectation(text)], books, { seconds: () => seconds });
  return verdict;
}

/** What is observed of windows. */
const window = { kind: 'window', isPass: false };
/** Microseconds to three digits, as histograms have them. */
const time = (us: number) => ({ dimension: 'time', value: expect.closeTo(us, -3) });

const fast: Batch[] = [{ count: 100, outcome: ok('1', {}), msOf: () => 10 }];
const slow: Batch[] = [{ count: 100, outcome: ok('1', {}), msOf: () => 400 }];
const refused: Batch[] = [{ count: 100, outcome: throttled(reason) }];
const times = (n: number, batches: Batch[]) => Array.from({ length: n }, () => batches);

describe('the windows of a run', () => {
  const edges = (lengthS: number, loadS: number, drainS = 0) =>
    [
      ...windowsOf(
        secondsOf([...times(loadS, fast), ...Array.from({ length: drainS }, () => undefined)]),
        lengthS,
      ),
    ].map(({ fromS, toS }) => [fromS, toS]);

  it.each<[number, number, [number, number][]]>([
    [
      10,
      20,
      [
        [0, 10],
        [10, 20],
      ],
    ],
    [
      10,
      23,
      [
        [0, 10],
        [10, 20],
        [13, 23],
      ],
    ],
    [10, 7, [[0, 7]]],
    [
      1,
      3,
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ],
    [
      10,
      11,
      [
        [0, 10],
        [1, 11],
      ],
    ],
  ])('of %d s over %d s of load', (lengthS, loadS, windows) => {
    expect(edges(lengthS, loadS)).toEqual(windows);
    expect(edges(lengthS, loadS, 12)).toEqual(windows);
  });

  it('hold together everything that the run holds, each but the last by itself', () => {
    const seconds = secondsOf([...times(6, fast), undefined, undefined]);
    const counts = [...windowsOf(seconds, 3)].map(({ ledger }) =>
      [...ledger.cells()].reduce((sum, { count }) => sum + count, 0),
    );
    expect(counts).toEqual([300, 300]);
  });

  it('are none of a run without seconds', () => {
    expect([...windowsOf([], 10)]).toEqual([]);
  });
});

describe('an expectation over windows', () => {
  it('fails with one window where the whole run would pass', () => {
    const run = [...times(30, fast), ...times(5, slow), ...times(30, fast)];
    expect(judge('p90 < 300ms', run)?.verdict).toBe('pass');
    expect(judge('p90 < 300ms over 10s', run)).toMatchObject({
      verdict: 'fail',
      observed: { ...window, worst: time(400_000), fromS: 30, toS: 40, alike: 1, judged: 7 },
      windows: { lengthS: 10, judged: 7, failed: 1, fromS: 30, toS: 40 },
    });
  });

  it('passes when all hold, and names the worst', () => {
    expect(judge('p90 < 1s over 5s', [...times(10, fast), ...times(5, slow)])).toMatchObject({
      verdict: 'pass',
      observed: { ...window, isPass: true, worst: time(400_000), fromS: 10, toS: 15, judged: 3 },
    });
  });

  it('is inconclusive where a window has too few samples', () => {
    expect(judge('p99 < 300ms over 5s', times(10, fast))).toMatchObject({
      verdict: 'inconclusive',
      observed: {
        ...{ ...window, fromS: 0, toS: 5, alike: 2, judged: 2 },
        worst: { ...time(10_200), tooFew: { metric: 'p99', samples: 500, needed: 1000 } },
      },
    });
  });

  it('has percentages of what ended in the window', () => {
    const run = [...times(9, fast), ...times(1, refused)];
    expect(judge('throttled <= 10%', run)?.verdict).toBe('pass');
    expect(judge('throttled <= 10% over 5s', run)).toMatchObject({
      verdict: 'fail',
      observed: {
        ...{ ...window, fromS: 5, toS: 10, alike: 1, judged: 2 },
        worst: { dimension: 'count', value: 100, whole: 500 },
      },
    });
  });

  it('fails with a window in which nothing was served, and passes over one of nothing at all', () => {
    expect(judge('p90 < 1s over 2s', [...times(2, fast), ...times(2, refused)])?.verdict).toBe(
      'noData',
    );
    const silent = [...times(2, fast), [], [], ...times(2, fast)];
    expect(judge('p90 < 1s over 2s', silent)).toMatchObject({
      verdict: 'pass',
      windows: { judged: 2 },
    });
    expect(judge('ok >= 100 over 2s', silent)).toMatchObject({ verdict: 'fail', value: 0 });
  });

  it('does not miss cold starts where there are none', () => {
    const cold: Batch[] = [{ count: 100, outcome: ok('1', { initDurationMs: 200 }) }];
    expect(judge('init.max < 1s over 2s', [...times(2, cold), ...times(4, fast)])).toMatchObject({
      verdict: 'pass',
      windows: { judged: 1 },
    });
    expect(judge('init.max < 1s over 2s', times(4, fast))?.verdict).toBe('noData');
  });

  it('holds the rate against the plan of each window', () => {
    const half: Batch[] = [{ count: 50, outcome: ok('1') }];
    expect(judge('rate >= 95% over 2s', [...times(4, fast), ...times(2, half)])).toMatchObject({
      verdict: 'fail',
      observed: {
        ...{ ...window, fromS: 4, toS: 6, alike: 1, judged: 3 },
        worst: { dimension: 'rate', value: 50, whole: 100 },
      },
    });
    expect(
      judge('rate >= 95% over 2s', [...times(4, fast), undefined, undefined], 4),
    ).toMatchObject({ verdict: 'pass', windows: { judged: 2 } });
  });

  it('has no data where the seconds are not at hand', () => {
    const books = new RunBooks([], new Ledger(), 'finished');
    expect(evaluate([parseExpectation('p99 < 1s over 5s')], books)[0]?.verdict).toBe('noData');
  });
});
