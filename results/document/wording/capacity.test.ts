import { describe, expect, it } from 'vitest';
import type {
  BindingLimit,
  CapacityReason,
  CapacityWarning,
  StepFault,
} from '../../../core/judge/capacity/capacity-report.js';
import type { Verdict } from '../../../core/judge/verdict.js';
import {
  faultText,
  levelText,
  limitText,
  reasonText,
  recommendationText,
  warningText,
} from './capacity.js';

const verdict: Verdict = {
  ...{ text: 'p99 < 300ms', verdict: 'inconclusive', limit: 300_000, unit: 'us' },
  observed: { kind: 'value', dimension: 'time', value: 480_000 },
};
const slow: StepFault = { kind: 'objective', verdict };
const late: StepFault = { kind: 'late', medianUs: 50_400 };

it('words a level', () => {
  expect([levelText('rate', 200), levelText('concurrency', 1200)]).toEqual([
    '200/s',
    '1,200 in flight',
  ]);
});

it.each<[StepFault, string]>([
  [slow, 'p99 < 300ms: 480 ms'],
  [
    { kind: 'mostly', outcome: 'functionError', type: 'TypeError', message: 'x is undefined' },
    'mostly functionError TypeError: x is undefined',
  ],
  [
    { kind: 'mostly', outcome: 'transportError', type: 'ECONNRESET', message: '' },
    'mostly transportError ECONNRESET',
  ],
  [
    { kind: 'inFlightLimit', arrivals: 12 },
    '12 arrivals found the in-flight limit reached (limits.maxInFlight)',
  ],
  [late, 'it fell behind: half was sent over 50.4 ms late'],
  [
    { kind: 'backlog', fromInFlight: 19.6, toInFlight: 1040.2 },
    'a backlog grew from 20 to 1,040 in flight',
  ],
  [
    { kind: 'coldStarts', coldStarts: 14, warmUpS: 3 },
    '14 environments still started after a warm-up of 3s',
  ],
  [
    { kind: 'coldStarts', coldStarts: 1, warmUpS: 6 },
    '1 environment still started after a warm-up of 6s',
  ],
  [
    { kind: 'stall', atS: 7, p50Us: 52_000, p99Us: 763_000 },
    'a stall 7s into the step: p99 jumped to 763 ms, while p50 stood at 52 ms',
  ],
  [{ kind: 'worded', text: 'Old.' }, 'Old.'],
])('words why a step broke: %j', (fault, text) => {
  expect(faultText(fault)).toBe(text);
});

it.each<[CapacityReason | null, string | null]>([
  [null, null],
  [{ kind: 'generator' }, 'the generator is the limit'],
  [{ kind: 'contradiction' }, 'the measurements contradict each other'],
  [{ kind: 'budget' }, 'the budget was spent before the search was over'],
  [{ kind: 'interrupted' }, 'it was interrupted'],
  [{ kind: 'aborted' }, 'a step was aborted'],
  [{ kind: 'nothingHeld' }, 'the objective broke at every level tried'],
  [{ kind: 'aboveMaximum' }, '60/s is above the highest level tried'],
  [{ kind: 'belowAsked' }, '60/s was asked for'],
  [{ kind: 'worded', text: 'old' }, 'old'],
])('words why a search has its verdict: %j', (why, text) => {
  expect(reasonText({ why, by: 'rate', atLeast: 60 })).toBe(text);
});

const throttles = { kind: 'throttles', reason: 'NewLimitExceeded' } as const;

it.each<[BindingLimit, string]>([
  [
    {
      kind: 'latency',
      value: null,
      unit: null,
      evidence: { kind: 'objective', why: [slow, late] },
    },
    'the objective breaks: p99 < 300ms: 480 ms; it fell behind: half was sent over 50.4 ms late',
  ],
  [
    { kind: 'generator', value: null, unit: null, evidence: { kind: 'generator', why: [late] } },
    'the generator can do no more: it fell behind: half was sent over 50.4 ms late',
  ],
  [
    { kind: 'reservedConcurrency', value: 10, unit: 'concurrency', evidence: throttles },
    "the function's reserved concurrency of 10 throttles",
  ],
  [
    { kind: 'accountConcurrency', value: 1000, unit: 'concurrency', evidence: throttles },
    "the account's unreserved concurrency of 1000 throttles",
  ],
  [
    { kind: 'invocationRate', value: 100, unit: 'perSecond', evidence: throttles },
    'the request-rate or the burst rule throttles; with log: Tail the report says which',
  ],
  [
    { kind: 'burst', value: 100, unit: 'environmentsPerSecond', evidence: throttles },
    'the burst rule throttles, at 100/s new environments',
  ],
  [
    { kind: 'requestRate', value: 400, unit: 'perSecond', evidence: throttles },
    'the request-rate rule (10 for each unit of concurrency) throttles, at 400/s',
  ],
  [
    { kind: 'callerRate', value: null, unit: null, evidence: throttles },
    "the caller's rate limit throttles",
  ],
  [
    { kind: 'unknown', value: 50, unit: 'perSecond', evidence: throttles },
    'Lambda throttles (NewLimitExceeded), at 50/s',
  ],
  [
    {
      kind: 'throughput',
      value: 80,
      unit: 'perSecond',
      evidence: { kind: 'objective', why: [slow] },
    },
    'no more than 80/s are answered, and the rest waits: p99 < 300ms: 480 ms',
  ],
  [
    { kind: 'coldStarts', value: null, unit: null, evidence: { kind: 'objective', why: [slow] } },
    'environments keep starting, and cold starts break the objective: p99 < 300ms: 480 ms',
  ],
  [{ kind: 'budget', value: null, unit: null, evidence: { kind: 'none' } }, 'the budget was spent'],
  [
    { kind: 'maximum', value: null, unit: null, evidence: { kind: 'none' } },
    'no limit was met, at the highest level allowed',
  ],
  [{ kind: 'unknown', value: null, unit: null, evidence: { kind: 'none' } }, 'nothing was seen'],
  [{ kind: 'unknown', value: null, unit: null, evidence: { kind: 'worded', text: 'old' } }, 'old'],
])('words the limit: %j', (limit, text) => {
  expect(limitText(limit)).toBe(text);
});

describe('a recommendation', () => {
  const numbers = { needed: 9.849, peak: 10, concurrency: 12, headroom: 0.2 };
  const basis = { kind: 'measured', rateHz: 49, meanServiceUs: 201_000 } as const;

  it('says what to reserve, and how that is computed', () => {
    const rule = { forRate: 5, requestsPerConcurrency: 10 };
    expect(recommendationText({ ...numbers, basis: { ...basis, ...rule } })).toBe(
      'For 49/s, reserve 12: 9.8 are busy on average (49/s × 201 ms), 10 at most, and 20% headroom. Provision as many where no caller may meet a cold start.',
    );
  });

  it('says that the rate needs more than what is busy', () => {
    const rule = { forRate: 40, requestsPerConcurrency: 10 };
    expect(recommendationText({ ...numbers, basis: { ...basis, ...rule } })).toContain(
      '10 at most; 40 allow the rate (10/s each), and 20% headroom.',
    );
  });

  it('is as it was stored', () => {
    const stored = { ...numbers, basis: { kind: 'worded', text: 'Old.' } } as const;
    expect(recommendationText(stored)).toBe('Old.');
  });
});

it.each<[CapacityWarning, string]>([
  [
    { kind: 'fewSamples', verdict },
    '"p99 < 300ms" rests on few samples at the sustained level (480 ms): a longer --step tells more.',
  ],
  [
    { kind: 'onCredit' },
    'A step held above what is let through for long: rate limits are buckets that start full. The answer is what was let through while it throttled; a longer --step shows the same.',
  ],
  [
    { kind: 'aboveThroughput' },
    'A step held above what is answered each second while a backlog grows: a short step does not see the queue build up. The answer is at most what was answered, less two standard errors.',
  ],
  [
    { kind: 'longerSteps', askedS: 10, longestS: 22, metric: 'p99', needed: 1000 },
    'Steps took up to 22s instead of 10s: p99 needs 1,000 answers.',
  ],
  [
    { kind: 'noisySteps' },
    'Steps at the same rate differ by more than the precision that was asked for, so the interval is wider: a longer --step narrows it.',
  ],
  [
    { kind: 'resumable', runId: '20261123-082446-i1g' },
    'To take it up again: reprise capacity --resume 20261123-082446-i1g',
  ],
  [{ kind: 'worded', text: 'Old.' }, 'Old.'],
])('words a warning: %j', (warning, text) => {
  expect(warningText(warning)).toBe(text);
});
