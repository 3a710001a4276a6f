import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold, sumOf } from '../measure/fold.js';
import { Ledger } from '../measure/ledger.js';
import { planArrivals } from '../schedule/plan.js';
import type { PlanSpec } from '../schedule/plan-spec.js';
import { GhostLane } from './ghost-lane.js';

const noTimes = { *iterate() {}, at: () => 0 };
const plan: PlanSpec = {
  seed: 9,
  workloads: ['a', 'b'].map((name) => ({
    ...{ name, order: 'recorded' as const, payloadCount: 3 },
    stages: [
      { kind: 'rate', name: '1', fromHz: 40, toHz: 40, durationS: 2, arrivals: 'poisson' },
      { kind: 'rate', name: '2', fromHz: 10, toHz: 90, durationS: 2, arrivals: 'uniform' },
    ],
  })),
};
const shard = { index: 1, count: 3 };

/** What a worker had said at a time: all that was due, of which the last so many were in flight. */
function saidBy(untilUs: number, inFlight: number): Ledger {
  const due = [...planArrivals(plan, noTimes, shard)].filter((a) => a.intendedUs < untilUs);
  const ledger = new Ledger();
  for (const { workload, stage } of due) ledger.arrivalDue(workload, stage);
  for (const arrival of due.slice(0, Math.max(0, due.length - inFlight))) {
    const times = { sentUs: arrival.intendedUs, answeredUs: arrival.intendedUs + 1000 };
    ledger.record({
      arrival,
      ...times,
      outcome: { kind: 'ok', statusCode: 200, responseBytes: 2 },
    });
  }
  return ledger;
}

it('leaves nothing out and counts nothing twice, in every stage, whenever the worker was lost', () => {
  const planned = new Ledger();
  for (const { workload, stage } of planArrivals(plan, noTimes, shard)) {
    planned.arrivalDue(workload, stage);
  }
  const lostAtUs = fc.integer({ min: 0, max: 4_500_000 });
  fc.assert(
    fc.property(lostAtUs, fc.nat(30), (untilUs, inFlight) => {
      const books = saidBy(untilUs, inFlight);
      const ghost = new GhostLane(planArrivals(plan, noTimes, shard), saidBy(untilUs, inFlight));
      for (let endUs = 250_000; !ghost.isOver; endUs += 250_000) {
        const tick = ghost.tickTo(endUs, 1);
        expect(tick).toMatchObject({ lane: 1, endUs });
        books.addData(tick.ledger);
      }
      for (const { workload, stage, due } of planned.stages()) {
        const own = fold(books, {
          stage: (s) => s.workload === workload && s.stage === stage,
          cell: ({ key }) => key.workload === workload && key.stage === stage,
        });
        expect([own.due, sumOf(own.outcomes)]).toEqual([due, due]);
      }
    }),
  );
});

it('gives each arrival at its time, so that a live view does not run ahead', () => {
  const ghost = new GhostLane(planArrivals(plan, noTimes, shard), new Ledger());
  const arrivals = [...planArrivals(plan, noTimes, shard)];
  for (let endUs = 1_000_000; endUs <= 4_000_000; endUs += 1_000_000) {
    const { ledger } = ghost.tickTo(endUs, 0);
    const expected = arrivals.filter((a) => a.intendedUs < endUs && a.intendedUs >= endUs - 1e6);
    expect(ledger.stages.reduce((sum, { due }) => sum + due, 0)).toBe(expected.length);
  }
  expect(ghost.isOver).toBe(true);
});
