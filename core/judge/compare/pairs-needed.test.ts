import { describe, expect, it } from 'vitest';
import { pairsNeeded } from './pairs-needed.js';
import { emptyMetric, narrowing, type RawMetric } from './raw-metric.js';

const of = { name: 'latency', unit: 'relative', tolerance: 0.1, pairsRequired: 50 } as const;
const level = { alpha: 0.05, tests: 1 };

/** A metric seen in 100 pairs, its interval 4% to either side. */
function seen(estimate: number, changes: Partial<RawMetric> = {}): RawMetric {
  const interval = { low: estimate - 0.04, high: estimate + 0.04 };
  return {
    ...of,
    ...{ estimate, ...interval, pairs: 100, pValue: 0.5, old: 1, new: 1 },
    intervalAt: narrowing(estimate, interval),
    ...changes,
  };
}

describe('how many pairs would decide', () => {
  it('grow with the square of how much narrower the interval must be, and with the power asked for', () => {
    // 0.04 (1.96 + 0.8416) / 1.96 = 0.0572 is to shrink to 0.02, a factor of 2.859, squared 8.17.
    expect(pairsNeeded(seen(0.08), level)).toBeGreaterThanOrEqual(817);
    expect(pairsNeeded(seen(0.08), level)).toBeLessThanOrEqual(819);
    expect(pairsNeeded(seen(0.12), level)).toBe(pairsNeeded(seen(0.08), level));
    expect(pairsNeeded(seen(0.12), { alpha: 0.05, tests: 6 })).toBeGreaterThan(1000);
  });

  it('are none where the change lies at the tolerance', () => {
    expect(pairsNeeded(seen(0.1), level)).toBeUndefined();
    expect(pairsNeeded(seen(0.09999), level)).toBeUndefined();
  });

  it('are never fewer than the metric needs at all', () => {
    expect(pairsNeeded(seen(0, { pairs: 20, pairsRequired: 1000 }), level)).toBe(1000);
    expect(pairsNeeded(emptyMetric(of), level)).toBe(50);
  });
});
