import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedStages } from './closed.js';
import { countPlan } from './count.js';
import type { StageSpec } from './loads/index.js';
import type { RateStage } from './loads/rate.js';
import { planArrivals } from './plan.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';

const secondsApart: CaptureTimes = {
  *iterate() {
    for (let i = 0; i < 40; i++) yield i * 1e6;
  },
  at: (_workload, position) => position * 1e6,
};

const rate = (
  fromHz: number,
  toHz: number,
  durationS: number,
  more: Partial<RateStage> = {},
): RateStage => ({
  kind: 'rate',
  name: 'rate',
  fromHz,
  toHz,
  durationS,
  arrivals: 'uniform',
  ...more,
});

function planOf(stages: StageSpec[], more: Partial<PlanSpec> = {}): PlanSpec {
  return {
    seed: 7,
    workloads: [{ name: 'w', order: 'recorded', payloadCount: 40, stages, phase: 0 }],
    ...more,
  };
}

const hz = fc.double({ min: 0, max: 300, noNaN: true });
const rateStages = fc.record({
  kind: fc.constant('rate' as const),
  name: fc.constant('s'),
  fromHz: hz,
  toHz: hz,
  durationS: fc.double({ min: 0.01, max: 5, noNaN: true }),
  arrivals: fc.constantFrom('uniform' as const, 'poisson' as const),
});
const recordedStages = fc.record({
  kind: fc.constant('recorded' as const),
  name: fc.constant('r'),
  speed: fc.double({ min: 0.2, max: 20, noNaN: true }),
  maxGapS: fc.constantFrom(0.3, 5),
});
const plans: fc.Arbitrary<PlanSpec> = fc.record({
  seed: fc.maxSafeNat(),
  workloads: fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b'),
      order: fc.constantFrom('recorded' as const, 'shuffled' as const, 'random' as const),
      payloadCount: fc.constant(40),
      stages: fc.array(fc.oneof({ weight: 4, arbitrary: rateStages }, recordedStages), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

const all = (plan: PlanSpec, shard?: { index: number; count: number }) => [
  ...planArrivals(plan, secondsApart, shard),
];

describe('planArrivals', () => {
  it('numbers arrivals in the order of their times, each within its stage', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { stages } = countPlan(plan, secondsApart);
        let lastUs = 0;
        all(plan).forEach((arrival, i) => {
          const stage = stages.find(
            (s) => s.workload === arrival.workload && s.stage === arrival.stage,
          );
          expect(arrival.index).toBe(i);
          expect(arrival.intendedUs).toBeGreaterThanOrEqual(lastUs);
          lastUs = arrival.intendedUs;
          const sinceStartUs = arrival.intendedUs - (stage?.startS ?? 0) * 1e6;
          expect(sinceStartUs).toBeGreaterThanOrEqual(-1e-3);
          expect(sinceStartUs).toBeLessThanOrEqual((stage?.durationS ?? 0) * 1e6 + 1e-3);
          expect(arrival.payload).toBeGreaterThanOrEqual(0);
          expect(arrival.payload).toBeLessThan(40);
        });
      }),
    );
  });

  it('intends exactly what countPlan says, in total and in every stage', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const arrivals = all(plan);
        const count = countPlan(plan, secondsApart);
        expect(arrivals.length).toBe(count.total);
        for (const stage of count.stages) {
          const inStage = arrivals.filter(
            (a) => a.workload === stage.workload && a.stage === stage.stage,
          );
          expect(inStage.length).toBe(stage.count);
        }
      }),
    );
  });

  it('is with a budget the first so many of the whole', () => {
    fc.assert(
      fc.property(plans, fc.nat(500), (plan, maxInvocations) => {
        expect(all({ ...plan, maxInvocations })).toEqual(all(plan).slice(0, maxInvocations));
      }),
    );
  });

  it('is the union of its shards, for any number of them', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 5 }), (plan, count) => {
        const shards = Array.from({ length: count }, (_, index) => all(plan, { index, count }));
        const union = shards.flat().sort((a, b) => a.index - b.index);
        expect(union).toEqual(all(plan));
      }),
      { numRuns: 50 },
    );
  });

  it.each([1, 2])(
    'lets go of the capture times of %d workloads when its budget ends it',
    (count) => {
      let open = 0;
      const times: CaptureTimes = {
        *iterate() {
          open += 1;
          try {
            yield* secondsApart.iterate(0);
          } finally {
            open -= 1;
          }
        },
        at: secondsApart.at,
      };
      const one = planOf([{ kind: 'recorded', name: 'r', speed: 1 }]).workloads;
      const workloads = Array.from({ length: count }, () => one).flat();
      expect([...planArrivals({ seed: 1, maxInvocations: 5, workloads }, times)]).toHaveLength(5);
      expect(open).toBe(0);
    },
  );

  it('asks for the payloads of its own shard only', () => {
    const plan = planOf([rate(100, 100, 1)]);
    let asked = 0;
    // A number that counts how often it is used.
    const count = {
      valueOf() {
        asked += 1;
        return 40;
      },
    };
    const counted = count as unknown as number;
    for (const workload of plan.workloads) workload.payloadCount = counted;
    const arrivals = [...planArrivals(plan, secondsApart, { index: 3, count: 10 })];
    expect(arrivals.map(({ payload }) => payload)).toEqual([3, 13, 23, 33, 3, 13, 23, 33, 3, 13]);
    expect(asked).toBe(10);
  });

  it('is the same for the same seed, and another for another', () => {
    const plan = planOf([rate(100, 100, 2, { arrivals: 'poisson' })]);
    expect(all(plan)).toEqual(all(plan));
    expect(all({ ...plan, seed: 8 })).not.toEqual(all(plan));
    expect(all({ ...plan, seed: 7 + 2 ** 40 })).not.toEqual(all(plan));
  });

  it('starts each stage where the one before it ends, a pause included', () => {
    const plan = planOf([rate(2, 2, 1), rate(0, 0, 5), rate(4, 4, 0.5)]);
    expect(all(plan).map(({ intendedUs }) => intendedUs / 1e6)).toEqual([0, 0.5, 6, 6.25]);
  });

  it('goes on with the payloads where the stage before it stopped', () => {
    const plan = planOf([rate(3, 3, 1), rate(3, 3, 1)]);
    expect(all(plan).map(({ payload }) => payload)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('sends record by record in recorded timing, at its speed and with cut silences', () => {
    const times: CaptureTimes = {
      *iterate() {
        yield* [0, 1e6, 61e6, 60e6, 62e6];
      },
      at: () => 62e6,
    };
    const recorded = { kind: 'recorded' as const, name: 'r', speed: 2, maxGapS: 10 };
    const plan: PlanSpec = {
      seed: 1,
      workloads: [{ name: 'w', order: 'recorded', payloadCount: 5, stages: [recorded] }],
    };
    const arrivals = [...planArrivals(plan, times)];
    expect(arrivals.map(({ intendedUs }) => intendedUs / 1e6)).toEqual([0, 0.5, 5.5, 5.5, 6]);
    expect(arrivals.map(({ payload }) => payload)).toEqual([0, 1, 2, 3, 4]);
    expect(countPlan(plan, times)).toMatchObject({ total: 5, durationS: 6 });
  });
});

describe('countPlan', () => {
  it.each([
    ['a constant rate', rate(20, 20, 30), 600],
    ['a rate and time whose product is no binary number', rate(0.1, 0.1, 30), 3],
    ['a ramp', rate(20, 400, 120), 25_200],
    ['a ramp down to nothing', rate(100, 0, 10), 500],
    ['a day at a rate of one in a thousand seconds', rate(0.001, 0.001, 86_400), 87],
    ['an hour at 100,000/s', rate(1e5, 1e5, 3600), 360_000_000],
    ['a pause', rate(0, 0, 60), 0],
    ['a count', rate(100, 100, 10, { maxInvocations: 250 }), 250],
    [
      'a Poisson count, exactly',
      rate(100, 100, Number.POSITIVE_INFINITY, { maxInvocations: 250, arrivals: 'poisson' }),
      250,
    ],
  ])('counts %s', (_name, stage, count) => {
    expect(countPlan(planOf([stage]), secondsApart).total).toBe(count);
  });

  it('finds the busiest second of recorded timing when asked to', () => {
    const times = [0, 0.1, 0.9, 1.2, 3, 3.1, 3.2, 3.3, 9].map((s) => s * 1e6);
    const captureTimes = { iterate: () => times, at: (_: number, i: number) => times[i] ?? 0 };
    const plan: PlanSpec = {
      seed: 1,
      workloads: [
        {
          ...{ name: 'w', order: 'recorded', payloadCount: times.length },
          stages: [{ kind: 'recorded', name: 'r', speed: 1 }],
        },
      ],
    };
    expect(countPlan(plan, captureTimes, true).stages[0]).toMatchObject({
      peakHz: 4,
      isMean: false,
    });
    expect(countPlan(plan, captureTimes).stages[0]).toMatchObject({ peakHz: 1, isMean: true });
  });

  it('leaves a closed loop uncounted, and its length when it ends by count', () => {
    const closed = { kind: 'concurrency' as const, name: 'c', concurrency: 5, maxInvocations: 100 };
    const count = countPlan(planOf([rate(1, 1, 5), closed]), secondsApart);
    expect(count.total).toBeUndefined();
    expect(count.durationS).toBeUndefined();
    expect(count.stages[1]).toEqual({
      workload: 0,
      stage: 1,
      name: 'c',
      startS: 5,
      peakHz: 0,
      concurrency: 5,
    });
  });
});

describe('closedStages', () => {
  it('shares concurrency, count and payloads among the shards without loss', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.nat(200),
        fc.integer({ min: 1, max: 6 }),
        (concurrency, maxInvocations, count) => {
          const plan = planOf([{ kind: 'concurrency', name: 'c', concurrency, maxInvocations }]);
          const shards = Array.from({ length: count }, (_, index) =>
            closedStages(plan, secondsApart, { index, count }),
          ).flat();
          const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
          expect(sum(shards.map((s) => s.concurrency))).toBe(concurrency);
          expect(sum(shards.map((s) => s.maxInvocations ?? 0))).toBe(maxInvocations);
          const indexes = shards.flatMap((s) =>
            Array.from({ length: s.maxInvocations ?? 0 }, (_, k) => s.indexOf(k)),
          );
          expect(new Set(indexes).size).toBe(maxInvocations);
        },
      ),
    );
  });
});
