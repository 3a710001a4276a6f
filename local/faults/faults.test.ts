import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FaultConfig, FaultEffect } from '../config.js';
import { VirtualClock } from '../virtual-clock.fixture.js';
import { FaultPlan } from './faults.js';

const reset: FaultEffect = { kind: 'reset' };
const hang: FaultEffect = { kind: 'hang' };

/** Which of `count` invocations, counted from 1, are hit, `everyMs` apart. */
function hitsOf(fault: Omit<FaultConfig, 'effect'>, count: number, { everyMs = 0, seed = 1 } = {}) {
  const clock = new VirtualClock();
  const plan = new FaultPlan([{ effect: reset, ...fault }], {}, seed, clock);
  const hits: number[] = [];
  for (let i = 1; i <= count; i++) {
    if (plan.decide('f') !== undefined) hits.push(i);
    clock.advance(everyMs);
  }
  return hits;
}

describe('a fault hits', () => {
  test.each<[string, Omit<FaultConfig, 'effect'>, number[]]>([
    ['everything', {}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['nothing, with a share of 0', { share: 0 }, []],
    ['every third', { burst: { every: 3, count: 1 } }, [3, 6, 9]],
    ['the last two of every five', { burst: { every: 5, count: 2 } }, [4, 5, 9, 10]],
    ['what arrives in a window', { window: { fromS: 2, forS: 3 } }, [3, 4, 5]],
    ['what arrives after a while', { window: { fromS: 7 } }, [8, 9, 10]],
    [
      'every second in a window',
      { window: { fromS: 2, forS: 5 }, burst: { every: 2, count: 1 } },
      [4, 6],
    ],
  ])('%s', (_name, fault, expected) => {
    expect(hitsOf(fault, 10, { everyMs: 1000 })).toEqual(expected);
  });

  test('a share, within the binomial 99.9% interval, the same ones for the same seed', () => {
    const hits = hitsOf({ share: 0.05 }, 20_000);
    // 1000 +- 3.29 * sqrt(20000 * 0.05 * 0.95)
    expect(hits.length).toBeGreaterThan(898);
    expect(hits.length).toBeLessThan(1102);
    expect(hitsOf({ share: 0.05 }, 20_000)).toEqual(hits);
    expect(hitsOf({ share: 0.05 }, 20_000, { seed: 2 })).not.toEqual(hits);
  });

  test('exactly count of every block, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(50), fc.nat(5), (every, some, blocks) => {
        const count = Math.min(some, every);
        expect(hitsOf({ burst: { every, count } }, every * blocks)).toHaveLength(count * blocks);
      }),
    );
  });
});

test("a function's faults are its own and come first; those of all come to all", () => {
  const plan = new FaultPlan(
    [{ effect: hang, burst: { every: 2, count: 1 } }],
    { f: [{ effect: reset, burst: { every: 4, count: 1 } }] },
    1,
    new VirtualClock(),
  );
  const kinds = (name: string) => [1, 2, 3, 4].map(() => plan.decide(name)?.kind);
  expect(kinds('f')).toEqual([undefined, 'hang', undefined, 'reset']);
  expect(kinds('g')).toEqual([undefined, 'hang', undefined, 'hang']);
});
