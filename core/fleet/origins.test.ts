import { expect, it } from 'vitest';
import { LaneRecorder } from '../drive/lane-recorder.js';
import { secondUs } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import { factsOf, type OfOrigin } from './origins.js';
import type { WorkerFacts } from './worker-facts.js';

/** A worker of an origin that was served after these times. */
function lane(name: string, origin: string, servedUs: readonly number[]): OfOrigin {
  const ledger = new Ledger();
  const recorder = new LaneRecorder({
    ...{ lane: 0, seed: 1, tickUs: secondUs },
    samples: { failures: 1, reservoir: 1, slowest: 1 },
    health: () => ({ busyShare: 0, gcMs: 0 }),
    onTick: (tick) => ledger.addData(tick.ledger),
  });
  for (const [index, us] of servedUs.entries()) {
    const arrival = { index, intendedUs: 0, payload: 0, workload: 0, stage: 0 };
    recorder.sent(arrival, 0);
    const ok = { kind: 'ok', statusCode: 200, executedVersion: '1', responseBytes: 2 } as const;
    recorder.settled(arrival, 0, us, ok);
  }
  recorder.finish(secondUs);
  return { ledger, facts: () => ({ name, origin }) as WorkerFacts };
}

const times = (count: number, us: number): number[] => Array.from({ length: count }, () => us);

it('gives the p99 of all that an origin saw, and no mean of its workers’ percentiles', () => {
  const facts = factsOf([
    lane('fast', 'a', times(9990, 1000)),
    lane('slow', 'a', times(10, 500_000)),
    lane('other', 'b', times(10, 7000)),
    lane('idle', 'c', []),
  ]);
  const byName = Object.fromEntries(facts.map(({ name, originP99Us }) => [name, originP99Us]));
  expect(byName.fast).toBe(byName.slow);
  expect(byName.fast).toBeLessThan(1100);
  expect(byName.other).toBeGreaterThanOrEqual(7000);
  expect(byName.idle).toBeNull();
});
