import { describe, expect, it } from 'vitest';
import type { ThrottlingFinding } from '../../../core/judge/concurrency/findings.js';
import { throttlingSentences } from './throttling.js';

const cause: Extract<ThrottlingFinding['cause'], { kind: 'concurrency' }> = {
  ...{ kind: 'concurrency', provisioned: 0, isSetMeanwhile: false, left: 10 },
  isNetworkKnown: false,
};

/** Of `checkout`, at its reservation of ten. */
function finding(changes: Partial<ThrottlingFinding> = {}): ThrottlingFinding {
  return {
    ...{ reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', functions: ['checkout'] },
    ...{ count: 300, firstS: 0.11, lastS: 6, limit: 'reserved', limitValue: 10 },
    ...{ unit: 'concurrency', place: 'atLimit', inFlight: 11, refusedInFlight: 1 },
    isSampled: false,
    throughout: { seconds: 4, running: 10, admittedHz: 50, growthHz: 0 },
    cause,
    ...changes,
  };
}

const rule = { environments: 1000, perS: 10 };
const pool = { limit: 'unreserved', limitValue: 100 } as const;

describe('the sentences of throttling', () => {
  it.each<[string, Partial<ThrottlingFinding>, string[]]>([
    [
      'at the limit',
      {},
      [
        'checkout was throttled from 0.11s on, at its reserved concurrency of 10, where it should be: at most 11 in flight in its first second, refused ones too, and 10 running while it lasted.',
      ],
    ],
    [
      'sampled, and for no whole second',
      { isSampled: true, throughout: null, functions: ['checkout', 'search'] },
      [
        'checkout and search were throttled from 0.11s on, at its reserved concurrency of 10, where it should be: about 11 in flight after its first second.',
      ],
    ],
    [
      'of many functions, by the account with what is provisioned',
      { ...pool, functions: ['a', 'b', 'c'], cause: { ...cause, provisioned: 5 } },
      [
        expect.stringMatching(
          /^a and 2 others were throttled from 0.11s on, at the account’s unreserved concurrency of 100 and 5 provisioned, where/,
        ),
        'This run took all of it: every function of the account without reserved concurrency was starved meanwhile.',
      ],
    ],
    [
      'below a reservation',
      { limitValue: 50, place: 'below', cause: { ...cause, left: 20 } },
      [
        expect.stringContaining(', below its reserved concurrency of 50: at most'),
        'Only about 20 were left for this run: others invoked checkout too, or provisioned concurrency of another version or alias held the other 30.',
      ],
    ],
    [
      'below the pool',
      { ...pool, place: 'below', cause: { ...cause, left: 60 } },
      [
        expect.stringContaining(', below the account’s unreserved concurrency of 100: at most'),
        'Only about 60 were left for checkout: other functions of the account held the other 40. Reserved concurrency would keep its share.',
      ],
    ],
    [
      'above it, the network unknown',
      { place: 'above' },
      [
        expect.stringContaining(', above its reserved concurrency of 10: at most'),
        'The rest was on the network or being refused; log: Tail tells how much.',
      ],
    ],
    [
      'above it, the network known',
      { place: 'above', cause: { ...cause, isNetworkKnown: true } },
      [
        expect.stringContaining(', above its'),
        'The rest was being refused, or is the spread of the measurement.',
      ],
    ],
    [
      'reserved at 0',
      { limitValue: 0 },
      ['The reserved concurrency of checkout is 0: Lambda throttles every invocation of it.'],
    ],
    [
      'reserved meanwhile',
      { limitValue: null, place: 'unknown', cause: { ...cause, isSetMeanwhile: true } },
      [
        expect.stringContaining(', by its reserved concurrency, which is not known: at most 11'),
        'checkout had no reserved concurrency when it was read: it was set meanwhile.',
      ],
    ],
    [
      'a pool that is not known',
      { limit: 'unreserved', limitValue: null, place: 'unknown' },
      [
        expect.stringContaining(
          ', by the account’s unreserved concurrency, which is not known: at most 11 in flight',
        ),
      ],
    ],
    [
      'the request-rate rule of the account',
      {
        cause: {
          ...{ kind: 'requestRate', of: 'account', concurrency: 5, requestsPerConcurrency: 10 },
          admittedHz: 50,
        },
      },
      [
        'checkout was throttled from 0.11s on, by the request-rate rule, where it should be: 10 requests a second for each unit of the account’s concurrency of 5 are 50/s, and 50/s were admitted.',
        'Invocations shorter than 100 ms meet this rule before they meet the concurrency: only more concurrency raises it.',
      ],
    ],
    [
      'the scaling rate',
      { cause: { kind: 'scalingRate', ...rule, growthHz: 100 } },
      [
        'checkout was throttled from 0.11s on, by the scaling rate, where it should be: a function may add 1,000 environments every 10s, and what ran at once grew by 100/s.',
        'A slower ramp stays below it, and provisioned concurrency is there at once.',
      ],
    ],
    [
      'neither rule',
      { cause: { kind: 'someRate', why: 'neither', ...rule, admittedHz: 20, growthHz: 1 } },
      [
        'checkout was throttled from 0.11s on, by a limit on a rate. Neither the request-rate rule nor the scaling rate (a function may add 1,000 environments every 10s) explains it: 20/s were admitted, and what ran at once grew by 1/s.',
      ],
    ],
    [
      'too short',
      { cause: { kind: 'someRate', why: 'tooShort' } },
      [
        'checkout was throttled from 0.11s on, by a limit on a rate. It was too short to tell the request-rate rule from the scaling rate.',
      ],
    ],
    [
      'the caller’s rate',
      { cause: { kind: 'callerRate', sentHz: 410 } },
      [
        'checkout was throttled from 0.11s on, by the account’s rate of calls to the Lambda API, for which AWS names no number: this run sent 410/s then.',
      ],
    ],
    [
      'SnapStart',
      { cause: { kind: 'snapshots' } },
      [
        'checkout was throttled from 0.11s on, by SnapStart: it was creating as many snapshots as it may.',
      ],
    ],
    [
      'a reason of tomorrow',
      { reason: 'NewLimitExceeded', cause: { kind: 'unknown' } },
      [
        'checkout was throttled from 0.11s on, by a limit that is not known (NewLimitExceeded): at most 11 in flight in its first second, refused ones too, and 10 running while it lasted.',
      ],
    ],
  ])('%s', (_, changes, sentences) => {
    expect(throttlingSentences(finding(changes))).toEqual(sentences);
  });
});
