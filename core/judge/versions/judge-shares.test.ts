import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { type Batch, booksOf, ok } from '../books.fixture.js';
import { evaluate } from '../evaluate.js';
import { parseExpectation } from '../expectation.js';
import type { Part } from '../expectations/part.js';
import { invocationsToSee } from '../statistics/binomial-power.js';
import { drawBinomial } from '../statistics/multinomial.js';
import { judgeVersionShare, judgeVersionShares } from './judge-shares.js';

function ran(counts: Record<string, number>): Part {
  const books = booksOf([{ count: 1, outcome: ok('11') }]);
  const part = { ...books.total(), asked: 1, ended: 1 };
  return { ...part, versions: new Map(Object.entries(counts)) };
}

function shareOf(text: string, counts: Record<string, number>) {
  const condition = parseExpectation(text);
  if (condition.kind !== 'versionShare') throw new Error('no share');
  return judgeVersionShare(condition, ran(counts));
}

function sharesOf(text: string, counts: Record<string, number>) {
  const condition = parseExpectation(text);
  if (condition.kind !== 'versionShares') throw new Error('no shares');
  return judgeVersionShares(condition, ran(counts));
}

describe('a version’s share', () => {
  it('announces from how many invocations a wrong weight is found', () => {
    const { note, test } = shareOf('version 12 is 10%', { 11: 900, 12: 100 });
    expect(note).toEqual({ kind: 'power', share: 0.1, wrongShare: 0.12, invocations: 2852 });
    expect(test).toMatchObject({ wrongShare: 0.12, invocationsToSee: 2852 });
  });

  it('finds it there in at least 8 of 10 runs, and calls 1 right run of 100 wrong at most', () => {
    const text = 'version 12 is 10% not 12%';
    const n = invocationsToSee(0.1, 0.12, 0.01, 0.8);
    const runs = 2000;
    const failures = (served: number): number => {
      const random = createRandom(1, `served ${served}`);
      const verdicts = new Map<number, string>();
      let failed = 0;
      for (let run = 0; run < runs; run++) {
        const count = drawBinomial(n, served, random);
        const verdict = verdicts.get(count) ?? shareOf(text, { 11: n - count, 12: count }).verdict;
        verdicts.set(count, verdict);
        if (verdict === 'fail') failed += 1;
        else expect(verdict).toBe('pass');
      }
      return failed / runs;
    };
    // Three standard errors of 2,000 runs at 0.8 are 0.027, at 0.01 they are 0.0067.
    expect(failures(0.12)).toBeGreaterThan(0.8 - 0.027);
    expect(failures(0.1)).toBeLessThan(0.01 + 0.0067);
  });

  it('is inconclusive where the run cannot tell it from the wrong share that is named', () => {
    const counts = { 11: 900, 12: 100 };
    expect(shareOf('version 12 is 10% not 12%', counts).verdict).toBe('inconclusive');
    expect(shareOf('version 12 is 10% not 20%', counts).verdict).toBe('pass');
    expect(shareOf('version 12 is 30% not 31%', counts).verdict).toBe('fail');
  });

  it.each([
    ['version 12 is 100%', { 12: 50 }, 'pass'],
    ['version 12 is 100%', { 12: 50, 11: 1 }, 'fail'],
    ['version 12 is 0%', { 11: 50 }, 'pass'],
    ['version 12 is 0%', { 11: 50, 12: 1 }, 'fail'],
  ])('%s of %j: %s', (text, counts, verdict) => {
    expect(shareOf(text, counts).verdict).toBe(verdict);
  });
});

describe('all versions’ shares', () => {
  it('are tested at once, with intervals that hold together', () => {
    const verdict = sharesOf('versions are { 11: 90%, 12: 10% }', { 11: 901, 12: 99 });
    expect(verdict).toMatchObject({
      verdict: 'pass',
      observed: {
        kind: 'shares',
        shares: {
          invocations: 1000,
          pValue: expect.closeTo(0.96, 2),
          versions: [
            {
              version: '11',
              count: 901,
              low: expect.closeTo(0.872, 3),
              high: expect.closeTo(0.926, 3),
            },
            {
              version: '12',
              count: 99,
              low: expect.closeTo(0.0743, 4),
              high: expect.closeTo(0.128, 3),
            },
          ],
        },
      },
    });
    expect(verdict.shares).toMatchObject({ method: 'exact', unexpected: {} });
    expect(sharesOf('versions are { 11: 90%, 12: 10% }', { 11: 800, 12: 200 }).verdict).toBe(
      'fail',
    );
  });

  it('name a version that should not have run, and how often it did', () => {
    const verdict = sharesOf('versions are { 11: 90%, 12: 10% }', { 11: 900, 12: 97, 13: 3 });
    expect(verdict).toMatchObject({
      verdict: 'fail',
      observed: { kind: 'shares', shares: { unexpected: { 13: 3 }, invocations: 1000 } },
      shares: { unexpected: { 13: 3 } },
    });
    expect(sharesOf('versions are { 11: 100%, 12: 0% }', { 11: 9, 12: 1 }).shares).toMatchObject({
      ...{ unexpected: { 12: 1 }, invocations: 10 },
    });
  });

  it('can be of one function’s invocations alone', () => {
    const batches: Batch[] = [
      { count: 90, outcome: ok('11') },
      { count: 10, outcome: ok('12') },
      { count: 50, outcome: ok('3'), workload: 1 },
    ];
    const stage = { name: 's', planned: 100, startS: 0, durationS: 1, peakHz: 100 };
    const workload = { invocationType: 'RequestResponse', stages: [stage] };
    const plan = [
      { name: 'a', functionName: 'checkout', ...workload },
      { name: 'b', functionName: 'stock', ...workload, stages: [{ ...stage, planned: 50 }] },
    ];
    const judge = (text: string) =>
      evaluate([parseExpectation(text)], booksOf(batches, plan))[0]?.verdict;
    expect(judge('versions are { 11: 90%, 12: 10% } of function("checkout")')).toBe('pass');
    expect(judge('version 3 is 100% of workload("b")')).toBe('pass');
    expect(judge('versions are { 11: 90%, 12: 10% }')).toBe('fail');
  });
});
