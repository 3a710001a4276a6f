import { describe, expect, it } from 'vitest';
import {
  type Batch,
  booksOf,
  functionError,
  ok,
  planOf,
  throttled,
} from '../../core/judge/books.fixture.js';
import {
  judgeObjective,
  measuredStage,
  parseObjective,
} from '../../core/judge/capacity/objective.js';
import { LatencyHistogram } from '../../core/measure/histogram.js';
import { findingOf, observeStep, type StepRun } from './observe-step.js';
import type { StepSecond } from './step-seconds.js';

const served = ok('1', {});
const reserved = throttled('ReservedFunctionConcurrentInvocationLimitExceeded');

/** A step of one stage, the measured one. */
function observe(...batches: Batch[]) {
  return observeBy('throttled < 1%, errors < 1%', batches);
}

function observeBy(slo: string, batches: Batch[], more: Partial<StepRun> = {}) {
  const [workload] = planOf(batches);
  const stages = workload?.stages.map((stage) => ({ ...stage, name: measuredStage })) ?? [];
  const books = booksOf(batches, workload && [{ ...workload, stages }]);
  const verdicts = judgeObjective(parseObjective(slo), books);
  return observeStep({
    runId: 'r',
    level: 100,
    purpose: 'climb',
    books,
    verdicts,
    ...{ seconds: [], ...more },
  });
}

describe('what a step showed', () => {
  it.each<[string, Batch[], result: string, isClear: boolean, isDead: boolean]>([
    ['all served', [{ count: 1000, outcome: served }], 'held', false, false],
    [
      'some throttled, more than the objective allows',
      [
        { count: 980, outcome: served },
        { count: 20, outcome: reserved },
      ],
      ...(['broke', false, false] as const),
    ],
    [
      'many throttled',
      [
        { count: 900, outcome: served },
        { count: 100, outcome: reserved },
      ],
      ...(['broke', true, false] as const),
    ],
    ['nothing served', [{ count: 100, outcome: reserved }], 'broke', true, true],
    [
      'sent late on a busy machine',
      [{ count: 1000, outcome: served, lateMs: 30 }],
      ...(['held', false, false] as const),
    ],
    [
      'fell behind',
      [{ count: 1000, outcome: served, lateMs: 80 }],
      ...(['void', false, false] as const),
    ],
    [
      'ran into its own in-flight limit, though what was answered holds',
      [
        { count: 990, outcome: served },
        { count: 10, outcome: { kind: 'dropped' } },
      ],
      ...(['void', false, false] as const),
    ],
  ])('%s', (_name, batches, result, isClear, isDead) => {
    const step = observe(...batches);
    expect([step.result, step.why.length > 0]).toEqual([result, result !== 'held']);
    expect(findingOf(step, 'rate')).toMatchObject({ level: 100, result, isClear, isDead });
  });

  it('says what the failures were', () => {
    const failed = functionError('1', 'Error', 'no stock');
    const { why } = observe({ count: 90, outcome: served }, { count: 10, outcome: failed });
    expect(why).toMatchObject([
      { kind: 'objective', verdict: { text: 'errors < 1%', observed: { value: 10, whole: 100 } } },
      { kind: 'mostly', outcome: 'functionError', type: 'Error', message: 'no stock' },
    ]);
  });

  it('broke where it ran into its in-flight limit since the function is too slow', () => {
    const slow = { count: 990, outcome: served, msOf: () => 8900 };
    const step = observeBy('p99 < 1s', [slow, { count: 300, outcome: { kind: 'dropped' } }]);
    expect(step.result).toBe('broke');
    expect(step.why.map(({ kind }) => kind)).toEqual(['objective', 'inFlightLimit']);
  });

  it('does not take for the function’s what its own limit took from a share that must be high', () => {
    const batches: Batch[] = [
      { count: 900, outcome: served },
      { count: 100, outcome: { kind: 'dropped' } },
    ];
    expect(observeBy('ok > 99%', batches).result).toBe('void');
  });

  const second = (nth: number, changes: Partial<StepSecond> = {}): StepSecond => ({
    ...{ second: nth, served: 80, throttled: 0, inFlight: 4, maxInFlight: 8 },
    ...{ response: new LatencyHistogram(), ...changes },
  });
  const tenSeconds = (change: (nth: number) => Partial<StepSecond>) =>
    Array.from({ length: 10 }, (_, nth) => second(nth, change(nth)));

  it('broke where a backlog grew, though the objective still holds; and tells what was answered', () => {
    const seconds = tenSeconds((nth) => ({ inFlight: 20 + nth * 20, served: 78 + (nth % 3) }));
    const step = observeBy('p99 < 5s', [{ count: 1000, outcome: served }], { seconds });
    expect([step.result, step.why[0]?.kind]).toEqual(['broke', 'backlog']);
    expect(step.why[0]).toMatchObject({ fromInFlight: 20, toInFlight: 200 });
    expect(step.throughput?.hz).toBeCloseTo(79, 0);
  });

  /** p99 of 2 s in the seventh second only, and a median as ever. */
  const jumping: Batch[] = [
    { count: 980, outcome: served },
    { count: 20, outcome: served, msOf: () => 2000 },
  ];
  const stalled = (slowSeconds: readonly number[]) =>
    tenSeconds((nth) => {
      const response = new LatencyHistogram();
      response.record(slowSeconds.includes(nth) ? 2_000_000 : 10_000);
      return { response };
    });

  it('says that p99 jumped for a moment while p50 stood still', () => {
    const usual = observeBy('p99 < 300ms', [{ count: 1000, outcome: served }]);
    const step = observeBy('p99 < 300ms', jumping, { before: [usual], seconds: stalled([7]) });
    expect(step.result).toBe('broke');
    expect(step.why.at(-1)).toMatchObject({ kind: 'stall', atS: 7 });
  });

  it.each<[string, number[], boolean]>([
    ['slow all the time', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], true],
    ['with nothing to compare it with', [7], false],
  ])('does not call it a stall: %s', (_name, slowSeconds, isAfterOther) => {
    const usual = observeBy('p99 < 300ms', [{ count: 1000, outcome: served }]);
    const before = isAfterOther ? [usual] : [];
    const step = observeBy('p99 < 300ms', jumping, { before, seconds: stalled(slowSeconds) });
    expect(step.why.map(({ kind }) => kind)).toEqual(['objective']);
  });
});
