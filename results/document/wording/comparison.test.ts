import { expect, it } from 'vitest';
import type { ComparisonWarning } from '../../../core/judge/compare/comparison.js';
import { sampleComparison } from '../comparison/sample-comparison.fixture.js';
import { comparisonWarnings } from './comparison.js';

const { report } = sampleComparison(120);

it.each<[ComparisonWarning, string]>([
  [
    { kind: 'generatorLate' },
    'the generator fell behind its schedule: latencies are partly its own, and none passes; use a lower --rate',
  ],
  [{ kind: 'lostWorkers', workers: 1 }, 'a worker was lost, and nothing passes'],
  [{ kind: 'lostWorkers', workers: 3 }, '3 workers were lost, and nothing passes'],
  [
    { kind: 'fewPairs', ended: 0, planned: 10 },
    'only 0 of 10 pairs were sent and answered on both sides',
  ],
  [
    { kind: 'throttled', pairs: 10, ended: 100 },
    '10 of 100 pairs were throttled and say nothing of the function',
  ],
  [
    { kind: 'notSent', pairs: 10, ended: 100 },
    '10 of 100 pairs were not sent: too many invocations in flight',
  ],
  [
    { kind: 'noLogTail' },
    'no log tail came back, so cold starts cannot be told from warm invocations',
  ],
  [
    { kind: 'lostResponses', pairs: 3 },
    '3 pairs of responses were not compared, for want of memory',
  ],
  [{ kind: 'worded', text: 'old' }, 'old'],
])('words a warning: %j', (warning, text) => {
  const comparison = { ...report.comparison, warnings: [warning] };
  expect(comparisonWarnings({ ...report, comparison, doubts: ['the seeds differ'] })).toEqual([
    text,
    'the seeds differ',
  ]);
});
