import { expect, it } from 'vitest';
import type { Observed, SeenValue, SharesTest, VerdictNote } from '../../../core/judge/observed.js';
import { noteText, observedText } from './expectations.js';

const slow: SeenValue = { kind: 'value', dimension: 'time', value: 400_000 };
const change = { estimate: 0.032, low: 0.011, high: 0.054, unit: 'relative' } as const;
const shares: SharesTest = {
  ...{ pValue: 0.96, method: 'exact', alpha: 0.01, invocations: 1000, unexpected: {} },
  versions: [
    { version: '11', share: 0.9, count: 901, low: 0.872, high: 0.926 },
    { version: '12', share: 0.1, count: 99, low: 0.0743, high: 0.128 },
  ],
};

function window(worst: Observed, alike: number, judged: number): Observed & { kind: 'window' } {
  return { kind: 'window', worst, isPass: false, fromS: 30, toS: 40, alike, judged };
}

it.each<[Observed, string]>([
  [{ kind: 'value', dimension: 'time', value: 851_455 }, '851 ms'],
  [
    {
      kind: 'value',
      dimension: 'time',
      value: 891_391,
      tooFew: { metric: 'p99', samples: 999, needed: 1000 },
    },
    '891 ms of 999: p99 needs 1,000',
  ],
  [{ kind: 'value', dimension: 'time', value: 891_391 }, '891 ms'],
  [{ kind: 'value', dimension: 'time', value: 401_407 }, '401 ms'],
  [
    {
      kind: 'value',
      dimension: 'time',
      value: 900_200,
      tooFew: { metric: 'p99.9', samples: 999, needed: 10_000 },
    },
    '900 ms of 999: p99.9 needs 10,000',
  ],
  [{ kind: 'value', dimension: 'time', value: 801_279 }, '801 ms'],
  [{ kind: 'value', dimension: 'time', value: 900_200 }, '900 ms'],
  [{ kind: 'value', dimension: 'time', value: 1200 }, '1.2 ms'],
  [{ kind: 'value', dimension: 'time', value: 200 }, '200 µs'],
  [{ kind: 'value', dimension: 'time', value: 10_000 }, '10 ms'],
  [{ kind: 'value', dimension: 'memory', value: 131, whole: 512 }, '131 MB of 512 MB (25.6%)'],
  [{ kind: 'value', dimension: 'count', value: 1000, whole: 1000 }, '1,000 of 1,000 (100%)'],
  [{ kind: 'value', dimension: 'count', value: 0, whole: 1000 }, '0 of 1,000 (0%)'],
  [{ kind: 'value', dimension: 'time', value: 9500 }, '9.5 ms'],
  [
    {
      kind: 'value',
      dimension: 'time',
      value: 350_000,
      tooFew: { metric: 'init.p90', samples: 98, needed: 100 },
    },
    '350 ms of 98: init.p90 needs 100',
  ],
  [{ kind: 'value', dimension: 'time', value: 350_000 }, '350 ms'],
  [{ kind: 'value', dimension: 'count', value: 1, whole: 1000 }, '1 of 1,000 (0.1%)'],
  [{ kind: 'value', dimension: 'count', value: 998, whole: 1000 }, '998 of 1,000 (99.8%)'],
  [{ kind: 'value', dimension: 'count', value: 98, whole: 998 }, '98 of 998 (9.82%)'],
  [{ kind: 'value', dimension: 'rate', value: 100, whole: 100 }, '100/s of 100/s asked (100%)'],
  [{ kind: 'value', dimension: 'money', value: 0.000282766833 }, '$0.00028'],
  [
    {
      kind: 'share',
      count: 99,
      test: {
        pValue: 1,
        low: 0.07621231024597144,
        high: 0.1259005966997359,
        invocations: 999,
        wrongShare: 0.12,
        invocationsToSee: 2852,
      },
    },
    '9.91% of 999 (99% interval 7.62–12.6%, p = 1)',
  ],
  [
    {
      kind: 'share',
      count: 99,
      test: {
        pValue: 2.6773508153600245e-162,
        low: 0.07621231024597144,
        high: 0.1259005966997359,
        invocations: 999,
        wrongShare: 0.6,
        invocationsToSee: 302,
      },
    },
    '9.91% of 999 (99% interval 7.62–12.6%, p < 0.001)',
  ],
  [
    {
      kind: 'share',
      count: 0,
      test: {
        pValue: 8.497546511721795e-5,
        low: 0,
        high: 0.005289581620538664,
        invocations: 999,
        wrongShare: 0.012,
        invocationsToSee: 31_740,
      },
    },
    '0% of 999 (99% interval 0–0.529%, p < 0.001)',
  ],
  [{ kind: 'noData', why: 'notServed' }, 'no data: no invocation was served'],
  [{ kind: 'noData', why: 'noReport' }, 'no data: no answer had a REPORT (see log: Tail)'],
  [
    { kind: 'noData', why: 'noColdStart' },
    'no data: no answer reported a cold start (see log: Tail)',
  ],
  [{ kind: 'noData', why: 'noVersion' }, 'no data: no answer named the version that ran'],
  [{ kind: 'value', dimension: 'time', value: 200_200 }, '200 ms'],
  [{ kind: 'value', dimension: 'time', value: 20_200 }, '20.2 ms'],
  [{ kind: 'value', dimension: 'count', value: 50, whole: 500 }, '50 of 500 (10%)'],
  [{ kind: 'value', dimension: 'count', value: 450, whole: 450 }, '450 of 450 (100%)'],
  [
    { kind: 'noData', why: 'noSuchPart', scope: { stage: 'gone' } },
    'no data: the run has no stage "gone"',
  ],
  [
    { kind: 'value', dimension: 'time', value: 10_200, isOfAcceptance: true },
    '10.2 ms (of acceptance)',
  ],
  [{ kind: 'value', dimension: 'rate', value: 190 }, '190/s'],
  [{ kind: 'value', dimension: 'rate', value: 99, whole: 100 }, '99/s of 100/s asked (99%)'],
  [
    { kind: 'value', dimension: 'rate', value: 99, whole: 100, askedHz: 100 },
    '99/s of 100/s planned (99%)',
  ],
  [
    { kind: 'value', dimension: 'rate', value: 0.75, whole: 0.75, askedHz: 0.7 },
    '0.75/s of 0.75/s planned (100%): of 0.7/s asked the plan made 0.75/s',
  ],
  [
    { kind: 'value', dimension: 'rate', value: 194, whole: 194, askedHz: 200, isByPlan: true },
    '194/s of 194/s planned (100%): of 200/s asked the plan made 194/s, which alone misses the limit',
  ],
  [{ kind: 'noData', why: 'noSuchPart', scope: {} }, 'no data: no such part'],
  [{ kind: 'noData', why: 'noSeconds' }, 'no data: the seconds of the run are not at hand'],
  [
    { kind: 'noData', why: 'aliasNotRead', qualifier: 'live' },
    'no data: the alias live was not read',
  ],
  [
    { kind: 'noData', why: 'unreadable', reason: 'lambda:GetAlias is not permitted' },
    'no data: lambda:GetAlias is not permitted',
  ],
  [{ kind: 'notYet' }, 'judged at the end, over every window'],
  [{ kind: 'worded', text: 'what an earlier version said' }, 'what an earlier version said'],
  [window(slow, 1, 7), '400 ms from 30 to 40 s, so in 1 of 7 windows'],
  [{ ...window(slow, 3, 3), isPass: true }, '400 ms from 30 to 40 s, the worst of 3 windows'],
  [window(slow, 1, 1), '400 ms from 30 to 40 s, so in 1 of 1 window'],
  [{ kind: 'shares', shares }, '11 90.1% (87.2–92.6), 12 9.9% (7.43–12.8) of 1,000, p = 0.96'],
  [
    { kind: 'shares', shares: { ...shares, unexpected: { 13: 3 } } },
    'version 13, which should not run, ran 3 of 1,000 times',
  ],
  [
    { kind: 'aliasChanged', before: { 12: 0.1, 11: 0.9 }, after: { 12: 1 } },
    'the alias changed during the run: from 11 90%, 12 10% to 12 100%',
  ],
  [
    { kind: 'target', functionName: 'checkout', qualifier: 'live', observed: slow },
    'checkout:live 400 ms',
  ],
  [{ kind: 'change', change, pValue: 0.0341 }, '+3.2% (+1.1% to +5.4%), p = 0.034'],
  [{ kind: 'change', change: { ...change, estimate: null }, pValue: 1 }, 'no data'],
])('%j was observed: %s', (observed, text) => {
  expect(observedText(observed)).toBe(text);
});

const weights = { 12: 0.1, 11: 0.9 };

it.each<[VerdictNote, string]>([
  [
    { kind: 'power', share: 0.1, wrongShare: 0.12, invocations: 2852 },
    '12% instead of 10% is found in 8 of 10 runs from 2,852 invocations',
  ],
  [
    { kind: 'weights', weights, after: 'same' },
    'weighed 11 90%, 12 10% before the run and after it',
  ],
  [
    { kind: 'weights', weights, after: 'cutOff' },
    'weighed 11 90%, 12 10% before the run; not read after it: the run was cut off',
  ],
  [
    { kind: 'weights', weights, after: { why: 'credentials have expired' } },
    'weighed 11 90%, 12 10% before the run; not read after it: credentials have expired',
  ],
  [
    { kind: 'aliasChanged', before: weights, after: { 12: 1 } },
    'the alias changed during the run: from 11 90%, 12 10% to 12 100%',
  ],
  [{ kind: 'abortedRun', atS: 3 }, 'aborted the run at 3 s'],
  [{ kind: 'worded', text: 'what an earlier version said' }, 'what an earlier version said'],
])('%j is noted: %s', (note, text) => {
  expect(noteText(note)).toBe(text);
});
