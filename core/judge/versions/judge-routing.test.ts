import { describe, expect, it } from 'vitest';
import { type Batch, booksOf, ok, planOf, throttled } from '../books.fixture.js';
import { evaluate } from '../evaluate.js';
import { parseExpectation } from '../expectation.js';
import type { RoutingEvidence, RoutingReading } from './routing.js';

const served = (counts: Record<string, number>): Batch[] =>
  Object.entries(counts).map(([version, count]) => ({ count, outcome: ok(version) }));
const weights = (read: Record<string, number>): RoutingReading => ({ kind: 'read', weights: read });

function judge(batches: Batch[], before?: RoutingReading, after?: RoutingReading) {
  const evidence: RoutingEvidence[] = before
    ? [{ functionName: 'checkout', qualifier: 'live', before, ...(after && { after }) }]
    : [];
  const condition = parseExpectation('versions in alias');
  const [verdict] = evaluate([condition], booksOf(batches), { routing: evidence });
  return verdict;
}

const asked = weights({ 11: 0.9, 12: 0.1 });

describe('versions in alias', () => {
  it('pass in the shares that the alias weighs', () => {
    expect(judge(served({ 11: 905, 12: 95 }), asked, asked)).toMatchObject({
      verdict: 'pass',
      note: { kind: 'weights', weights: { 11: 0.9, 12: 0.1 }, after: 'same' },
    });
  });

  it('fail in others', () => {
    expect(judge(served({ 11: 850, 12: 150 }), asked, asked)?.verdict).toBe('fail');
  });

  it('fail with a version that the alias does not name', () => {
    expect(judge(served({ 11: 900, 13: 100 }), asked, asked)).toMatchObject({
      verdict: 'fail',
      observed: { kind: 'shares', shares: { unexpected: { 13: 100 }, invocations: 1000 } },
    });
  });

  it('are inconclusive where the alias changed, unless a version ran that it never named', () => {
    const after = weights({ 12: 1 });
    expect(judge(served({ 11: 500, 12: 500 }), asked, after)).toMatchObject({
      verdict: 'inconclusive',
      observed: { kind: 'aliasChanged', before: { 11: 0.9, 12: 0.1 }, after: { 12: 1 } },
    });
    expect(judge(served({ 11: 500, 13: 500 }), asked, after)?.verdict).toBe('fail');
  });

  it('say that the alias could not be read again', () => {
    const gone: RoutingReading = { kind: 'unreadable', why: 'credentials have expired' };
    expect(judge(served({ 11: 900, 12: 100 }), asked, gone)).toMatchObject({
      verdict: 'pass',
      note: { kind: 'weights', after: { why: 'credentials have expired' } },
    });
  });

  it('have no data without permission, without a reading, or without an answer', () => {
    const refused: RoutingReading = { kind: 'unreadable', why: 'lambda:GetAlias is not permitted' };
    const ran = served({ 11: 10 });
    expect(judge(ran, refused)).toMatchObject({
      verdict: 'noData',
      observed: { kind: 'noData', why: 'unreadable', reason: 'lambda:GetAlias is not permitted' },
    });
    const notRead = { kind: 'noData', why: 'aliasNotRead', qualifier: 'live' };
    expect(judge(ran)?.observed).toEqual(notRead);
    const nothing = [{ count: 5, outcome: throttled('CallerRateLimitExceeded') }];
    expect(judge(nothing, asked, asked)?.verdict).toBe('noData');
  });

  it('need no reading where a version is invoked by its number', () => {
    const batches = served({ 11: 10 });
    const [plan] = planOf(batches);
    if (!plan) throw new Error('no plan');
    const books = (version: string) => booksOf(batches, [{ ...plan, qualifier: version }]);
    const condition = parseExpectation('versions in alias');
    expect(evaluate([condition], books('11'))[0]?.verdict).toBe('pass');
    expect(evaluate([condition], books('12'))[0]?.verdict).toBe('fail');
  });
});
