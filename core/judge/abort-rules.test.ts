import { describe, expect, it } from 'vitest';
import { Ledger } from '../measure/ledger.js';
import { type PlannedWorkload, RunBooks } from '../measure/run-books.js';
import { AbortWatch, abortRule } from './abort-rules.js';
import { type Batch, enter, functionError, ok } from './books.fixture.js';
import { parseExpectation } from './expectation.js';

const plan: PlannedWorkload[] = [
  {
    name: 'checkout',
    functionName: 'checkout',
    invocationType: 'RequestResponse',
    stages: [{ name: '100/s', planned: 6000, startS: 0, durationS: 60, peakHz: 100 }],
  },
];
const good: Batch[] = [{ count: 100, outcome: ok('1', {}), msOf: () => 20 }];
const bad: Batch[] = [
  { count: 80, outcome: ok('1', {}), msOf: () => 20 },
  { count: 20, outcome: functionError('1', 'Error', 'x') },
];

/** The second at whose end the rule ends a run of these seconds. */
function abortedAt(text: string, seconds: readonly Batch[][], delayS = 0): number | undefined {
  const watch = new AbortWatch([abortRule(parseExpectation(text), delayS)], plan);
  const total = new Ledger();
  for (const [second, batches] of seconds.entries()) {
    const ledger = enter(new Ledger(), batches, second).toData();
    total.addData(ledger);
    const broken = watch.add({ second, ledger }, () => new RunBooks(plan, total, 'running'));
    if (broken) return broken.atS;
  }
  return undefined;
}

const times = (n: number, batches: Batch[]) => Array.from({ length: n }, () => batches);

describe('a rule that ends the run', () => {
  it.each<[string, Batch[][], number, number | undefined]>([
    ['errors < 5%', times(10, good), 0, undefined],
    ['errors < 5%', [...times(5, good), ...times(5, bad)], 0, 7],
    ['errors < 5%', times(10, bad), 4, 4],
    ['errors < 5% over 2s', [...times(6, good), ...times(4, bad)], 0, 8],
    ['errors < 5% over 2s', [...times(2, bad), ...times(6, good)], 2, undefined],
    ['errors == 0', [...times(3, good), bad], 0, 4],
    ['count == 250', times(5, good), 0, 3],
    ['ok >= 90%', times(3, good), 0, undefined],
    ['p99 < 10ms', times(3, good), 0, 1],
    ['p99 < 20ms', times(3, good), 0, 1],
    ['p99.9 < 1s', times(3, good), 0, undefined],
    ['init.max < 1s', times(3, good), 0, undefined],
    ['rate >= 95%', times(3, good), 0, undefined],
    ['aborted == 0', times(3, good), 0, undefined],
  ])('%s', (text, seconds, delayS, atS) => {
    expect(abortedAt(text, seconds, delayS)).toBe(atS);
  });

  it('is refused where it could not fail early, or would be tested again and again', () => {
    expect(() => abortRule(parseExpectation('count >= 1000'))).toThrow('cannot fail early');
    expect(() => abortRule(parseExpectation('version 12 is 10%'))).toThrow('tested once');
    expect(abortRule(parseExpectation('ok >= 90 over 1s')).delayS).toBe(0);
  });
});
