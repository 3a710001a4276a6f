import { describe, expect, it } from 'vitest';
import type { MetricQuestion, MetricSource } from './metric-source.js';
import { type Pace, reconcile } from './reconciler.js';
import type { OwnFigures } from './reconciliation.js';

const minute = 60_000;
const minutes = { fromMs: 0, toMs: 2 * minute };
const own: OwnFigures[] = [
  {
    scope: { functionName: 'checkout' },
    counts: { Invocations: { least: 100, most: 100 } },
    durationMs: null,
  },
];
const pace: Pace = {
  ...{ settledAtMs: 5 * minute, oldAtMs: 60 * minute, deadlineMs: 12 * minute, pollMs: minute },
};

/** What is there of the invocations, by the minute of the clock: no value before the first. */
type Arriving = readonly (readonly [fromMinute: number, ...values: number[]])[];

/** Reads on a clock that stands still but for the pauses. */
async function reconciled(
  arriving: Arriving,
  { beginMinute = 2, stopMinute = Number.POSITIVE_INFINITY } = {},
) {
  let nowMs = beginMinute * minute;
  let readings = 0;
  const stop = new AbortController();
  const source: MetricSource = {
    read: async (questions) => {
      readings++;
      const there = arriving.filter(([from]) => nowMs >= from * minute).at(-1);
      const isSum = ({ metric, stat }: MetricQuestion) =>
        metric === 'Invocations' && stat === 'Sum';
      return questions.map((question) => (isSum(question) ? (there?.slice(1) ?? []) : []));
    },
    close: () => {},
  };
  const found = await reconcile(
    own,
    source,
    minutes,
    pace,
    { allowedShare: 0 },
    {
      stop: stop.signal,
      nowMs: () => nowMs,
      pause: async (ms) => {
        nowMs += ms;
        if (nowMs >= stopMinute * minute) stop.abort();
      },
    },
  );
  const { status, scopes, readAtMs, metricsRead } = found;
  const seen = scopes[0]?.counts[0]?.service;
  return { status, seen, atMinute: readAtMs / minute, readings, metricsRead };
}

describe('metrics come minutes later', () => {
  it('waits until they are all there, and the usual lag is over', async () => {
    const found = await reconciled([
      [3, 60],
      [4, 60, 40],
    ]);
    expect(found).toMatchObject({ status: 'agrees', seen: 100, atMinute: 5 });
    // Each reading is paid for, by metric.
    expect(found).toMatchObject({ readings: 4, metricsRead: 4 * 9 });
  });

  it('a value that still changes when the lag is over is read once more', async () => {
    const found = await reconciled([
      [3, 60],
      [5, 60, 40],
    ]);
    expect(found).toMatchObject({ status: 'agrees', atMinute: 6 });
  });

  it('what comes later than all of the run is of others', async () => {
    const found = await reconciled([
      [3, 100],
      [4.5, 113],
    ]);
    expect(found).toMatchObject({ status: 'others', seen: 113, atMinute: 6 });
  });

  it('what is not there at the deadline is no zero', async () => {
    expect(await reconciled([])).toMatchObject({ status: 'incomplete', seen: null, atMinute: 12 });
    const some = await reconciled([[3, 60]]);
    expect(some).toMatchObject({ status: 'incomplete', seen: 60, atMinute: 12 });
  });

  it('of a run of yesterday one reading tells, and nothing is waited for', async () => {
    const beginMinute = 1440;
    const yes = await reconciled([[3, 100]], { beginMinute });
    expect(yes).toMatchObject({ status: 'agrees', readings: 1 });
    const no = await reconciled([[3, 60]], { beginMinute });
    expect(no).toMatchObject({ status: 'fewer', readings: 1 });
  });

  it('who stops it gets what was read last, and no verdict of it', async () => {
    const found = await reconciled([[2, 100]], { stopMinute: 3 });
    expect(found).toMatchObject({ status: 'incomplete', seen: 100, atMinute: 2 });
  });
});
