import { describe, expect, it } from 'vitest';
import { addToBill, type Bill, type Cost, costOf, isPartial, type PricedWorkload } from './cost.js';

const served: PricedWorkload = { invocationType: 'RequestResponse' };
const bill = (requests: number, reports: number, billedMbMs: number): Bill => ({
  ...{ requests, reports, billedMbMs },
});

describe('what invocations cost', () => {
  // A million requests $0.20; a million GB-seconds $16.6667 (x86) and $13.3334 (arm64).
  const million = bill(1e6, 1e6, 1024 * 1e9);
  it.each<[string, Bill[], PricedWorkload[], Partial<Cost>]>([
    ['by the default price', [million], [served], { usd: 16.8667, of: 1e6, knownOf: 1e6 }],
    ['on x86_64', [million], [{ ...served, architecture: 'x86_64' }], { usd: 16.8667 }],
    ['on arm64', [million], [{ ...served, architecture: 'arm64' }], { usd: 13.5334 }],
    [
      'each workload by its own price',
      [million, million],
      [
        { ...served, architecture: 'arm64' },
        { ...served, architecture: 'x86_64' },
      ],
      { usd: 30.4001, durationUsd: 30.0001 },
    ],
    ['without REPORTs: the requests', [bill(1e6, 0, 0)], [served], { usd: 0.2, knownOf: 0 }],
    ['accepted as Event', [bill(1e6, 0, 0)], [{ invocationType: 'Event' }], { usd: 0.2, of: 1e6 }],
    ['checked as DryRun', [bill(1e6, 0, 0)], [{ invocationType: 'DryRun' }], { usd: 0, of: 0 }],
  ])('%s', (_, bills, workloads, expected) => {
    const cost = costOf(new Map(bills.entries()), workloads);
    for (const [name, value] of Object.entries(expected)) {
      expect([name, cost[name as keyof Cost]]).toEqual([name, expect.closeTo(value, 9)]);
    }
    expect(isPartial(cost)).toBe(cost.knownOf < cost.of);
  });

  it('is nothing for what was refused, or never ended', () => {
    const bills = new Map<number, Bill>();
    for (const kind of ['throttled', 'rejected', 'transportError', 'dropped', 'aborted'] as const) {
      addToBill(bills, { workload: 0, kind, count: 5, reports: 0, billedMbMs: 0 });
    }
    expect(costOf(bills, [served])).toEqual({ usd: 0, durationUsd: 0, of: 0, knownOf: 0 });
  });
});
