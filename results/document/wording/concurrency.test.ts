import { describe, expect, it } from 'vitest';
import type {
  ConcurrencyGap,
  Demand,
  DemandDetails,
  ProvisionedDetails,
  ProvisionedFinding,
} from '../../../core/judge/concurrency/findings.js';
import { demandSentences, gapSentence, provisionedSentences } from './concurrency.js';

const details: ProvisionedDetails = {
  ...{ beyond: 0, peakHz: 20, requestsPerConcurrency: 10, initP50Us: 300_000 },
  isInitBefore: false,
};
const spilled = { spillover: 'spilled', coldStarts: 8 } as const;

describe('the sentences of provisioned concurrency', () => {
  const cold = '8 of 160 started cold (init p50 300 ms): each began an environment on demand.';

  it.each<[string, Partial<ProvisionedFinding>, string[]]>([
    ['held', {}, ['checkout:live has 5 provisioned, 4 in flight at most: they held it.']],
    [
      'sampled, and without REPORTs',
      { isSampled: true, reports: 0, spillover: 'unknown' },
      [
        'checkout:live has 5 provisioned, about 4 in flight at most: they held it.',
        'How many started cold is not known: log: Tail tells.',
      ],
    ],
    [
      'spilled beyond it',
      { ...spilled, peakInFlight: 9, details: { ...details, beyond: 4 } },
      [
        'checkout:live has 5 provisioned, 9 in flight at most: up to 4 at once spilled over and ran on demand.',
        cold,
      ],
    ],
    [
      'spilled by its request rate',
      { ...spilled, details: { ...details, peakHz: 80 } },
      [
        'checkout:live has 5 provisioned, 4 in flight at most, and some spilled over all the same: up to 80/s were sent, and they take 10 a second each, 50/s.',
        cold,
      ],
    ],
    [
      'not ready',
      { ...spilled, allocated: 2, status: 'IN_PROGRESS' },
      [
        'Before the run 2 of the 5 provisioned for checkout:live were ready (IN_PROGRESS).',
        'checkout:live has 5 provisioned, 4 in flight at most, and some spilled over all the same: they were not all ready.',
        cold,
      ],
    ],
    [
      'initialized before',
      { coldStarts: 8, details: { ...details, isInitBefore: true } },
      [
        'checkout:live has 5 provisioned, 4 in flight at most: they held it.',
        '8 of 160 report an init (init p50 300 ms) longer than they took: first uses of provisioned environments, and no spillover.',
      ],
    ],
  ])('%s', (_, changes, sentences) => {
    const finding: ProvisionedFinding = {
      ...{ functionName: 'checkout', qualifier: 'live', requested: 5, allocated: 5 },
      ...{ status: 'READY', peakInFlight: 4, isSampled: false, reports: 160, coldStarts: 0 },
      ...{ spillover: 'held', details },
      ...changes,
    };
    expect(provisionedSentences(finding)).toEqual(sentences);
  });
});

describe('the sentences of demand', () => {
  const whole: Demand = {
    ...{ fromS: 0, toS: 10, arrivalHz: 102, serviceMs: 200, needed: 20.4 },
    ...{ meanInFlight: 20, peakInFlight: 21 },
  };
  const numbers = '20.4 at once (102/s × 200 ms); in flight were 20 on average, 21 at most';

  it.each<[string, Partial<DemandDetails>, string[]]>([
    ['of the whole', {}, [`The load needs ${numbers}.`]],
    ['of a closed loop', { isClosed: true }, [`In a closed loop the load kept ${numbers}.`]],
    [
      'of the busiest stretch',
      { isBusierApart: true, busiestGap: 'notSent' },
      [
        `The load needs ${numbers}.`,
        `At its busiest, 10s to 15s, it needs ${numbers}: the rest was not sent.`,
      ],
    ],
    [
      'of what was throttled',
      { wholeGap: 'throttled' },
      [`The load needs ${numbers}: the rest was throttled.`],
    ],
    [
      'of what was throttled or not sent',
      { wholeGap: 'throttledOrNotSent' },
      [`The load needs ${numbers}: the rest was throttled or not sent.`],
    ],
    [
      'of what was never answered',
      { wholeGap: 'unanswered' },
      [`The load needs ${numbers}: what was never answered was in flight too.`],
    ],
  ])('%s', (_, changes, sentences) => {
    const none = { isClosed: false, isBusierApart: false, wholeGap: null, busiestGap: null };
    const busiest = { ...whole, fromS: 10, toS: 15 };
    const found = { functionName: 'checkout', whole, busiest, details: { ...none, ...changes } };
    expect(demandSentences(found)).toEqual(sentences);
  });

  it('has three digits below a hundred, and two below one', () => {
    const tiny = { ...whole, needed: 0.4321, meanInFlight: 1204.3, peakInFlight: 1300 };
    const none = { isClosed: false, isBusierApart: false, wholeGap: null, busiestGap: null };
    const found = { functionName: 'checkout', whole: tiny, busiest: tiny, details: none };
    expect(demandSentences(found)[0]).toBe(
      'The load needs 0.43 at once (102/s × 200 ms); in flight were 1,204 on average, 1,300 at most.',
    );
  });
});

it.each<[ConcurrencyGap, string]>([
  [
    { kind: 'unawaited', invocationType: 'Event' },
    'Event: when the function runs, and how many at once, cannot be seen from here.',
  ],
  [{ kind: 'noLimits', why: 'no such call' }, 'The limits are not known: no such call.'],
  [{ kind: 'noAccountLimit', why: 'no' }, 'The limit of the account is not known: no.'],
  [
    { kind: 'noReservedLimit', functionName: 'checkout', why: 'no' },
    'The reserved concurrency of checkout is not known: no.',
  ],
  [
    { kind: 'noProvisionedLimit', functionName: 'checkout', qualifier: 'live', why: 'no' },
    'The provisioned concurrency of checkout:live is not known: no.',
  ],
])('says what is not known: %j', (gap, sentence) => {
  expect(gapSentence(gap)).toBe(sentence);
});
