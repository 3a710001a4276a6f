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
import { findingOf, observeStep } from './observe-step.js';

const served = ok('1', {});
const reserved = throttled('ReservedFunctionConcurrentInvocationLimitExceeded');

/** A step of one stage, the measured one. */
function observe(...batches: Batch[]) {
  const [workload] = planOf(batches);
  const stages = workload?.stages.map((stage) => ({ ...stage, name: measuredStage })) ?? [];
  const books = booksOf(batches, workload && [{ ...workload, stages }]);
  const verdicts = judgeObjective(parseObjective('throttled < 1%, errors < 1%'), books);
  return observeStep({ runId: 'r', level: 100, purpose: 'climb', books, verdicts, seconds: [] });
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
      'ran into its own in-flight limit',
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
});
