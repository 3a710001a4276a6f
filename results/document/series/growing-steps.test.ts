import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/base/random.js';
import { enter, ok, throttled } from '../../../core/judge/books.fixture.js';
import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { intervalOf } from '../sample-details.fixture.js';
import { samplePlan } from '../sample-run.fixture.js';
import { GrowingSteps } from './growing-steps.js';
import { SecondReader } from './second-reader.js';
import { type Spread, type TimeStep, timeSteps } from './time-steps.js';

/** Seconds with a few invocations each, some of them throttled, some seconds silent. */
function seconds(count: number, seed = 1): Interval[] {
  const random = createRandom(seed, 'seconds');
  return Array.from({ length: count }, (_, second) => {
    const busy = random() < 0.1 ? 0 : 1 + Math.floor(random() * 4);
    const msOf = (): number => 5 + 500 * random() ** 4;
    const batches = [
      { count: busy, outcome: ok('1', {}), msOf, lateMs: random() },
      { count: random() < 0.2 ? 1 : 0, stage: 1, outcome: throttled('R') },
    ];
    return intervalOf(second, enter(new Ledger(), batches, second));
  });
}

/** Means are added up in another order: to twelve digits. */
function rounded(steps: readonly TimeStep[]): unknown {
  const round = (value: number | null) => (value === null ? null : Number(value.toPrecision(12)));
  const spread = ({ value, low, high }: Spread) => [value, low, high].map(round);
  return steps.map((step) => ({
    startS: step.startS,
    asked: spread(step.askedHz),
    sent: spread(step.sentHz),
    inFlight: spread(step.inFlight),
    response: step.response.map(spread),
    service: step.service.map(spread),
    lateness: spread(step.latenessP99),
    failures: [...step.failures].map(([kind, each]) => [kind, spread(each)]).sort(),
  }));
}

describe('the steps of a run that goes on', () => {
  it.each([
    ['of a minute', 60, 60, 1],
    ['of an hour and some, as planned', 1900, 1900, 3],
    ['that takes longer than planned', 950, 600, 2],
    ['that nobody planned the end of', 2000, undefined, 4],
  ])('%s are those of one that has ended', (_, length, planned, stepS) => {
    const all = seconds(length);
    const growing = new GrowingSteps(samplePlan, planned);
    for (const interval of all) growing.add(interval);
    expect(growing.stepS).toBe(stepS);
    expect(growing.steps.length).toBeLessThanOrEqual(900);
    expect(rounded(growing.steps)).toEqual(
      rounded([...timeSteps(all, new SecondReader(samplePlan, Number.POSITIVE_INFINITY), stepS)]),
    );
  });
});
