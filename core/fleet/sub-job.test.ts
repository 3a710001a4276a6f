import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LaneJob } from '../lanes/lane-job.js';
import { closedStages } from '../schedule/closed.js';
import { planArrivals } from '../schedule/plan.js';
import type { PlanSpec } from '../schedule/plan-spec.js';
import { shardShare } from '../schedule/shard.js';
import { subJob } from './worker-run.js';

const noTimes = { *iterate() {}, at: () => 0 };
const plan: PlanSpec = {
  seed: 4,
  workloads: [
    {
      ...{ name: 'w', order: 'shuffled', payloadCount: 7 },
      stages: [
        { kind: 'rate', name: 'r', fromHz: 90, toHz: 10, durationS: 1, arrivals: 'poisson' },
        { kind: 'concurrency', name: 'c', concurrency: 17, maxInvocations: 103 },
      ],
    },
  ],
};

it('divides a plan among threads of workers that have unlike numbers of them, without loss', () => {
  const threads = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
  const whole = [...planArrivals(plan, noTimes)];
  fc.assert(
    fc.property(threads, (counts) => {
      const job = {
        plan,
        maxInFlight: 100,
        samples: { failures: 60, reservoir: 60, slowest: 6 },
      } as LaneJob;
      const jobs = counts.flatMap((count, worker) =>
        Array.from({ length: count }, (_, t) => subJob(job, worker, counts.length, t, count)),
      );
      const sent = jobs.flatMap(({ shard }) => [...planArrivals(plan, noTimes, shard)]);
      expect(sent.sort((a, b) => a.index - b.index)).toEqual(whole);
      const loops = jobs.flatMap(({ shard }) => closedStages(plan, noTimes, shard));
      expect(loops.reduce((sum, { concurrency }) => sum + concurrency, 0)).toBe(17);
      expect(loops.reduce((sum, { maxInvocations = 0 }) => sum + maxInvocations, 0)).toBe(103);
      const inFlight = jobs.map(({ shard }) => shardShare(job.maxInFlight, shard));
      expect(inFlight.reduce((sum, share) => sum + share, 0)).toBe(100);
      expect(new Set(jobs.map(({ lane }) => lane)).size).toBe(jobs.length);
    }),
    { numRuns: 40 },
  );
});
