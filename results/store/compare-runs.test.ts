import { describe, expect, it } from 'vitest';
import { booksOf, ok, throttled } from '../../core/judge/books.fixture.js';
import { tolerances } from '../../core/judge/compare/answers.fixture.js';
import type { RunMeta } from '../document/run-meta.js';
import { type RunReport, reportOf } from '../document/run-report.js';
import { sampleMeta } from '../document/sample-run.fixture.js';
import { compareRuns } from './compare-runs.js';

/** A run of so many invocations, some of them throttled. */
function run(id: string, count: number, throttles: number, meta: Partial<RunMeta> = {}): RunReport {
  const books = booksOf([
    { count, outcome: ok('1', {}), msOf: (n) => 40 + (n % 20) },
    ...(throttles > 0 ? [{ count: throttles, outcome: throttled('R') }] : []),
  ]);
  const record = {
    ...{ id, status: 'finished' as const, startedAtMs: 0, endedAtMs: 1000 },
    meta: sampleMeta({ plan: [...books.workloads], ...meta }),
  };
  return reportOf(record, books, []);
}

describe('two runs of the database', () => {
  it('are compared without a warning where they are alike', () => {
    const report = compareRuns(run('a', 2000, 0), run('b', 2000, 0), tolerances());
    expect(report).toMatchObject({ old: 'a', new: 'b', runs: ['a', 'b'] });
    expect(report.comparison.design).toBe('unpaired');
    expect(report.doubts).toEqual([]);
  });

  it('are warned of where they are not', () => {
    const other: Partial<RunMeta> = {
      ...{ scenario: 'other', seed: 99 },
      endpoint: { url: 'https://lambda.eu-west-1.amazonaws.com', region: 'eu-west-1' },
      environment: { client: 'sdk' },
    };
    const late = { seconds: 2, busyShare: 1, gcMs: 0 };
    const now = { ...run('b', 1000, 100, other), late };
    const { doubts } = compareRuns(run('a', 2000, 0), now, tolerances());
    expect(doubts).toEqual([
      'the scenarios differ: payloads, limits or load may not be the same',
      'the loads differ in rate, length or concurrency',
      'the seeds differ: payloads came in another order',
      expect.stringMatching(/^the endpoints differ: /),
      'one was sent by the fast client and one by the SDK',
      '9.09% of new was throttled',
      'the generator was late in 2 seconds of new',
    ]);
  });

  it('must be two', () => {
    const same = run('a', 10, 0);
    expect(() => compareRuns(same, same, tolerances())).toThrow(/Both are run a/);
  });
});
