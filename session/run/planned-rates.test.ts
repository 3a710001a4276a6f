import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../core/measure/ledger.js';
import type { MeanRate } from '../../core/measure/mean-rate.js';
import { type PlannedWorkload, RunBooks } from '../../core/measure/run-books.js';
import type { StageSpec } from '../../core/schedule/loads/index.js';
import { planArrivals } from '../../core/schedule/plan.js';
import type { CaptureTimes, PlanSpec } from '../../core/schedule/plan-spec.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { plannedWorkloads } from './planning.js';

type Load = readonly (readonly StageSpec[])[];

/** Everything is sent when it is due, up to `cutS`, and `lateMs` after that. */
function drive(
  load: Load,
  { cutS, capturedS = [], lateMs = 0, seed = 1 }: Partial<Driven> = {},
): { books: RunBooks; plan: PlannedWorkload[]; sent: number } {
  const captureTimes = timesOf(capturedS);
  const names = load.map((_, at) => `w${at}`);
  const of = (at: number) => ({ name: names[at] as string, stages: load[at] as StageSpec[] });
  const spec: PlanSpec = {
    seed,
    workloads: names.map((_, at) => ({
      ...of(at),
      ...{ order: 'recorded', payloadCount: Math.max(1, capturedS.length) },
    })),
  };
  const target = { functionName: 'f', invocationType: 'RequestResponse' };
  const scenario = { workloads: names.map((_, at) => ({ ...of(at), ...target })) };
  const plan = plannedWorkloads(scenario as unknown as Scenario, spec, captureTimes);
  const ledger = new Ledger();
  let sent = 0;
  for (const { intendedUs, workload, stage } of planArrivals(spec, captureTimes)) {
    const sentUs = intendedUs + lateMs * 1000;
    if (cutS !== undefined && sentUs >= cutS * 1e6) break;
    ledger.arrivalDue(workload, stage);
    ledger.sent(workload, stage, intendedUs, sentUs);
    sent += 1;
  }
  const books =
    cutS === undefined
      ? new RunBooks(plan, ledger, 'finished')
      : new RunBooks(plan, ledger, 'interrupted', { drivenUntilS: cutS });
  return { books, plan, sent };
}

interface Driven {
  cutS: number;
  /** When the records were captured. */
  capturedS: readonly number[];
  lateMs: number;
  seed: number;
}

function timesOf(capturedS: readonly number[]): CaptureTimes {
  const us = capturedS.map((each) => each * 1e6);
  return { iterate: () => us, at: (_, position) => us[position] ?? 0 };
}

function rate(hz: number, durationS: number, more: Partial<StageSpec> = {}): StageSpec {
  const whole = { kind: 'rate', name: `${hz}/s`, fromHz: hz, toHz: hz, durationS };
  return { ...whole, arrivals: 'uniform', ...more } as StageSpec;
}

const pause = (durationS: number): StageSpec => ({ kind: 'pause', name: 'pause', durationS });
const recorded = (more: object = {}): StageSpec => ({
  ...{ kind: 'recorded', name: 'recorded 1x', speed: 1 },
  ...more,
});
const tenRecords = Array.from({ length: 10 }, (_, at) => at);

/** To nine digits, which is all that a sum of doubles has. */
const rates = ({ askedHz, plannedHz, reachedHz }: MeanRate) => [askedHz, plannedHz, reachedHz];
const close = (...wanted: number[]) => wanted.map((value) => expect.closeTo(value, 9));

describe('the rate of a run', () => {
  it.each<[string, Load, Partial<Driven>, number[]]>([
    ['10/s for 2 s', [[rate(10, 2)]], {}, [10, 10, 10]],
    ['10/s for 2.5 s', [[rate(10, 2.5)]], {}, [10, 10, 10]],
    ['1/s for 20 s', [[rate(1, 20)]], {}, [1, 1, 1]],
    ['0.7/s for 4 s: 3 arrivals', [[rate(0.7, 4)]], {}, [0.7, 0.75, 0.75]],
    ['10/s, cut off at 3 s', [[rate(10, 300)]], { cutS: 3 }, [10, 10, 10]],
    ['2/m, cut off at 33 s: 1 or 2', [[rate(2 / 60, 300)]], { cutS: 33 }, [2 / 60, 1 / 33, 1 / 33]],
    ['10/s for 2 s, cut off in its drain', [[rate(10, 2)]], { cutS: 9 }, [10, 10, 10]],
    ['20 at 10/s', [[rate(10, 2, { maxInvocations: 20 })]], {}, [10, 10, 10]],
    ['20 at 10/s within 5 m', [[rate(10, 300, { maxInvocations: 20 })]], {}, [10, 10, 10]],
    ['0/s -> 10/s', [[rate(0, 4, { toHz: 10 })]], {}, [5, 5, 5]],
    ['two workloads', [[rate(10, 2)], [rate(5, 4)]], {}, [10, 10, 10]],
    ['a pause, which is part of the load', [[rate(10, 2), pause(2)]], {}, [5, 5, 5]],
    ['ten records, one a second', [[recorded()]], { capturedS: tenRecords }, [1, 1, 1]],
    ['these twice as fast', [[recorded({ speed: 2 })]], { capturedS: tenRecords }, [2, 2, 2]],
    ['for 5 s', [[recorded({ durationS: 5 })]], { capturedS: tenRecords }, [1, 1, 1]],
    ['for 60 s', [[recorded({ durationS: 60 })]], { capturedS: tenRecords }, [1, 1, 1]],
    ['four', [[recorded({ maxInvocations: 4 })]], { capturedS: tenRecords }, [1, 1, 1]],
    ['with gaps cut', [[recorded({ maxGapS: 0.5 })]], { capturedS: tenRecords }, [2, 2, 2]],
    ['cut off', [[recorded()]], { capturedS: tenRecords, cutS: 4.5 }, [5 / 4.5, 5 / 4.5, 5 / 4.5]],
    [
      'records, then a rate',
      [[recorded(), rate(1, 5)]],
      { capturedS: tenRecords },
      [15 / 14, 15 / 14, 15 / 14],
    ],
    ['a little late', [[rate(100, 2)]], { lateMs: 9 }, [100, 100, 100]],
    ['2 s late', [[rate(100, 2)]], { lateMs: 2000 }, [100, 100, expect.closeTo(50, 0) as never]],
  ])('%s', (_, load, options, expected) => {
    const { rate: mean } = drive(load, options).books.total();
    expect(mean && rates(mean)).toEqual(
      expected.map((value) => (typeof value === 'number' ? close(value)[0] : value)),
    );
  });

  it('of Poisson arrivals says what the load asks and what was drawn', () => {
    const stages = [rate(200, 3, { arrivals: 'poisson' })];
    const { books, sent } = drive([stages]);
    expect(rates(books.total().rate as MeanRate)).toEqual(close(200, sent / 3, sent / 3));
    expect(sent).not.toBe(600);
  });

  it('of Poisson arrivals that end by count is the one asked, on average over many seeds', () => {
    const stage = rate(100, Number.POSITIVE_INFINITY, { arrivals: 'poisson', maxInvocations: 5 });
    const all = Array.from({ length: 4000 }, (_, seed) => drive([[stage]], { seed }));
    const mean =
      all.reduce((sum, { books }) => sum + (books.total().rate?.reachedHz ?? 0), 0) / 4000;
    // A standard deviation of 0.9; four gaps for five arrivals would say 167.
    expect(Math.abs(mean - 100)).toBeLessThan(4);
  });

  it('of parts that lie apart is over their time, not over what lies between', () => {
    const { books } = drive([[rate(10, 2), rate(1000, 2), rate(10, 2)]]);
    const stages = [0, 2].map((stage) => ({ workload: 0, stage }));
    expect(books.part({ stages }).rate).toMatchObject({
      reachedHz: expect.closeTo(10, 9),
      drivenS: 4,
    });
  });

  it('is none before the first send, of a stage that was not reached, of a closed loop', () => {
    expect(drive([[rate(10, 2)]], { cutS: 0 }).books.total().rate).toBeUndefined();
    const cut = drive([[rate(10, 2), rate(10, 2)]], { cutS: 1 }).books;
    expect(cut.stage(0, 1).rate).toBeUndefined();
    expect(cut.stage(0, 0).rate?.reachedHz).toBeCloseTo(10, 9);
    const closed: StageSpec = { kind: 'concurrency', name: 'c', concurrency: 2, durationS: 1 };
    expect(drive([[closed]]).books.total().rate).toBeUndefined();
  });
});

const durationS = fc.integer({ min: 1, max: 4000 }).map((ms) => ms / 1000);
const hz = fc.integer({ min: 1, max: 2000 }).map((n) => n / 40);
const anyStage: fc.Arbitrary<StageSpec> = fc.oneof(
  fc.tuple(hz, durationS).map(([each, s]) => rate(each, s)),
  fc.tuple(hz, hz, durationS).map(([from, toHz, s]) => rate(from, s, { toHz })),
  fc.tuple(hz, durationS).map(([each, s]) => rate(each, s, { arrivals: 'poisson' })),
  fc
    .tuple(hz, durationS, fc.nat(20))
    .map(([each, s, n]) => rate(each, s, { maxInvocations: n + 1 })),
  durationS.map(pause),
);
const anyLoad = fc.array(fc.array(anyStage, { minLength: 1, maxLength: 5 }), {
  ...{ minLength: 1, maxLength: 3 },
});

describe('the rate of any load, cut off at any time', () => {
  it('times the time that was driven is what was sent, in the whole and in every part', () => {
    fc.assert(
      fc.property(
        anyLoad,
        fc.option(fc.double({ min: 0.001, max: 25, noNaN: true })),
        (load, cutS) => {
          const { books } = drive(load, cutS === null ? {} : { cutS });
          const parts = [
            books.total(),
            ...load.map((_, at) => books.workload(at)),
            ...load.flatMap((stages, at) => stages.map((_, stage) => books.stage(at, stage))),
          ];
          for (const { rate: mean, sent, due } of parts) {
            expect(mean === undefined).toBe(sent === 0);
            if (!mean) continue;
            expect(mean.reachedHz * mean.drivenS).toBeCloseTo(sent, 6);
            expect(mean.plannedHz).toBeCloseTo(mean.reachedHz, 6);
            expect(due).toBe(sent);
            if (cutS !== null) expect(mean.drivenS).toBeLessThanOrEqual(cutS + 1e-9);
          }
        },
      ),
    );
  });

  it('of uniform arrivals is the one asked, to within one arrival', () => {
    const uniform = fc.array(fc.tuple(hz, durationS), { minLength: 1, maxLength: 5 });
    const cut = fc.double({ min: 0.001, max: 25, noNaN: true });
    fc.assert(
      fc.property(uniform, cut, (stages, cutS) => {
        const { books, sent } = drive([stages.map(([each, s]) => rate(each, s))], { cutS });
        const mean = books.total().rate;
        if (!mean) return;
        expect(Math.abs(mean.askedHz * mean.drivenS - sent)).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });
});
