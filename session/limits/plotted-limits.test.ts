import { describe, expect, it } from 'vitest';
import { limitsOf } from '../../core/judge/concurrency/load.fixture.js';
import { sampleMeta } from '../../results/document/sample-run.fixture.js';
import { withRouting } from '../run/run-meta.js';
import { plottedLimits } from './plotted-limits.js';

describe('the limits beside what was in flight', () => {
  const account = { concurrent: 1000, unreserved: 900 };
  it.each([
    ['nothing, where nothing was read', undefined, []],
    [
      'what is known, where the account is not',
      limitsOf(undefined, { a: 5 }),
      ['reserved for a 5'],
    ],
    [
      'no pool, where every function has its reservation',
      limitsOf(account, { a: 5, b: 6 }),
      ['reserved for a 5', 'reserved for b 6', 'account 1000'],
    ],
    [
      'the pool, where one shares it',
      limitsOf(account, { a: 5, b: null }, { 'b:live': 3 }),
      ['reserved for a 5', 'provisioned for b:live 3', 'unreserved 900', 'account 1000'],
    ],
  ])('are %s', (_, limits, expected) => {
    expect(plottedLimits(limits).map(({ label, limit }) => `${label} ${limit}`)).toEqual(expected);
  });
});

describe('the routing of a run', () => {
  it('is what expectations asked for, and then what was read beside', () => {
    const evidence = (functionName: string, version: string) => ({
      ...{ functionName, qualifier: 'live' },
      before: { kind: 'read' as const, weights: { [version]: 1 } },
    });
    const meta = sampleMeta({ routing: [evidence('a', '1'), evidence('b', '1')] });
    expect(withRouting(meta, []).routing).toEqual(meta.routing);
    expect(withRouting(meta, [evidence('b', '2')]).routing).toEqual([
      evidence('b', '2'),
      evidence('a', '1'),
    ]);
  });
});
