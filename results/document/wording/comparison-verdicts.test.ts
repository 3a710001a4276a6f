import { expect, it } from 'vitest';
import { observe, tolerances } from '../../../core/judge/compare/answers.fixture.js';
import { judgePairs } from '../../../core/judge/compare/judge-pairs.js';
import { PairTable } from '../../../core/judge/compare/pair-table.js';
import { comparisonVerdicts } from './comparison-verdicts.js';
import { observedText } from './expectations.js';

it('makes a verdict of each metric', () => {
  const comparison = judgePairs(observe(1200, 1, [{}, { slowdown: 0.3 }]), tolerances());
  const verdicts = comparisonVerdicts(comparison);
  expect(verdicts.map(({ text }) => text)).toEqual([
    'latency of new at most +10%',
    ...['p50', 'p90', 'p99'].map((name) => `${name} of new at most +10%`),
    'errors of new at most +0.1 pp',
    'responses of new at most +0.1 pp',
  ]);
  expect(verdicts[0]).toMatchObject({ verdict: 'fail', unit: 'share', limit: 0.1 });
});

it('says that there is no data', () => {
  const comparison = judgePairs({ table: new PairTable(10, 2) }, tolerances());
  const [verdict] = comparisonVerdicts(comparison);
  expect(verdict?.verdict).toBe('inconclusive');
  expect(verdict && observedText(verdict.observed)).toBe('no data');
});
