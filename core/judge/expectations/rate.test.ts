import { describe, expect, it } from 'vitest';
import { Ledger } from '../../measure/ledger.js';
import { type PlannedStage, type PlannedWorkload, RunBooks } from '../../measure/run-books.js';
import { evaluate } from '../evaluate.js';
import { parseExpectation } from '../expectation.js';
import type { VerdictKind } from '../verdict.js';
import type { Second } from './windows.js';

/** So many arrivals at even gaps over a stage, of which the first `sent` were sent. */
interface Ran {
  askedHz: number;
  durationS: number;
  planned: number;
  sent?: number;
  cutS?: number;
}

function verdictOf(text: string, ran: Ran) {
  const { askedHz, durationS, planned, sent = planned, cutS } = ran;
  const stage: PlannedStage = {
    ...{ name: 'load', planned, startS: 0, durationS, peakHz: askedHz },
    rateHz: [askedHz, askedHz],
  };
  const target = { functionName: 'f', invocationType: 'RequestResponse' };
  const plan: PlannedWorkload[] = [{ name: 'f', ...target, stages: [stage] }];
  const [total, seconds] = [new Ledger(), new Map<number, Ledger>()];
  for (let k = 0; k < planned; k++) {
    const dueUs = ((k + 0.5) * durationS * 1e6) / planned;
    if (cutS !== undefined && dueUs >= cutS * 1e6) break;
    const at = Math.floor(dueUs / 1e6);
    const second = seconds.get(at) ?? new Ledger();
    seconds.set(at, second);
    for (const ledger of [total, second]) enter(ledger, dueUs, k < sent);
  }
  const books = new RunBooks(
    plan,
    total,
    cutS === undefined ? 'finished' : 'interrupted',
    cutS === undefined ? {} : { drivenUntilS: cutS },
  );
  const each: Second[] = [...seconds].map(([second, ledger]) => ({
    second,
    ledger: ledger.toData(),
  }));
  return evaluate([parseExpectation(text)], books, { seconds: () => each })[0];
}

function enter(ledger: Ledger, dueUs: number, isSent: boolean): void {
  ledger.arrivalDue(0, 0);
  if (isSent) ledger.sent(0, 0, dueUs, dueUs);
}

const even: Ran = { askedHz: 10, durationS: 2, planned: 20 };
/** What a Poisson process of 200/s drew. */
const drawn: Ran = { askedHz: 200, durationS: 3, planned: 582 };
const fraction: Ran = { askedHz: 0.7, durationS: 4, planned: 3 };
const slow: Ran = { askedHz: 1, durationS: 20, planned: 20 };

describe('an expectation of the rate', () => {
  it.each<[string, VerdictKind, string, Ran]>([
    ['rate <= 10/s', 'pass', 'a whole run', even],
    ['rate >= 10/s', 'pass', 'a whole run', even],
    ['rate <= 1.05/s', 'pass', '20 in 20 s, not in 19', slow],
    ['rate <= 1.05/s', 'pass', 'the same, cut off in its drain', { ...slow, cutS: 23 }],
    ['rate <= 10.2/s', 'pass', 'a run that was cut off', { ...even, cutS: 1.5 }],
    ['rate >= 195/s', 'inconclusive', 'a plan that drew less', drawn],
    ['rate >= 190/s', 'pass', 'the same', drawn],
    ['rate >= 201/s', 'fail', 'more than was asked', drawn],
    ['rate >= 195/s', 'fail', 'much that was not sent', { ...drawn, sent: 400 }],
    ['rate >= 99%', 'pass', 'all that was planned', drawn],
    ['rate >= 99%', 'fail', 'a tenth that was not sent', { ...drawn, sent: 524 }],
    ['rate <= 0.7/s', 'inconclusive', 'whole arrivals of a fraction', fraction],
    ['rate <= 0.8/s', 'pass', 'the same', fraction],
    ['rate == 100%', 'pass', 'the same', fraction],
  ])('%s: %s, of %s', (text, verdict, _, ran) => {
    expect(verdictOf(text, ran)?.verdict).toBe(verdict);
  });

  it('says what was sent, planned and asked', () => {
    expect(verdictOf('rate >= 195/s', drawn)?.observed).toEqual({
      ...{ kind: 'value', dimension: 'rate', value: 194, whole: 194, askedHz: 200 },
      isByPlan: true,
    });
  });

  it.each<[string, VerdictKind, Ran]>([
    ['rate >= 9.9/s over 1s', 'pass', { askedHz: 10, durationS: 2.5, planned: 25 }],
    ['rate >= 9.9/s over 1s', 'pass', { askedHz: 10, durationS: 60, planned: 600, cutS: 2.5 }],
    ['rate >= 99% over 1s', 'pass', { askedHz: 10, durationS: 60, planned: 600, cutS: 2.5 }],
    ['rate <= 10.1/s over 2s', 'pass', { askedHz: 10, durationS: 60, planned: 600, cutS: 4.1 }],
  ])('over windows is of the part that was driven: %s, %s, of %j', (text, verdict, ran) => {
    expect(verdictOf(text, ran)?.verdict).toBe(verdict);
  });
});
