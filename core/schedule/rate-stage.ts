import { createRandom } from '../base/random.js';
import type { RateStage } from './plan-spec.js';

/**
 * Rounding error of `expected` arrivals, a few products of doubles: 20/s for 30 s are 600 arrivals,
 * never 601. It grows with the number: 65,644.1/s for 21,520 s is off by more than a billionth.
 */
function roundingError(expected: number): number {
  return Math.max(1e-9, expected * 2 ** -50);
}

/** Arrivals intended up to `seconds` into the stage: the integral of its rate. */
export function expectedArrivals({ fromHz, toHz, durationS }: RateStage, seconds: number): number {
  const slope = durationS > 0 ? (toHz - fromHz) / durationS : 0;
  return seconds * (fromHz + (slope * seconds) / 2);
}

/**
 * When `arrivals` arrivals are intended, in seconds: the inverse of `expectedArrivals`. Of the
 * quadratic's two forms this one loses no digits when the slope is small or the start is at 0/s.
 */
export function timeOfArrival({ fromHz, toHz, durationS }: RateStage, arrivals: number): number {
  if (arrivals <= 0) return 0;
  const slope = (toHz - fromHz) / durationS;
  const discriminant = Math.max(0, fromHz * fromHz + 2 * slope * arrivals);
  const divisor = fromHz + Math.sqrt(discriminant);
  // From 0/s, the discriminant of less than 1e-308 arrivals underflows: they are due at once.
  return divisor > 0 ? Math.min(durationS, (2 * arrivals) / divisor) : 0;
}

/** How many arrivals a uniform stage intends: the first at its start, none at its end. */
export function countUniform(stage: RateStage): number {
  const expected = expectedArrivals(stage, stage.durationS);
  const count = Math.ceil(expected - roundingError(expected));
  return Math.min(Math.max(0, count), stage.maxInvocations ?? Number.POSITIVE_INFINITY);
}

/**
 * Intended times of a stage, in microseconds from its start, in order.
 *
 * Uniform: arrival k at the time when k arrivals are due, computed from k, so that nothing drifts.
 * Poisson: a Poisson process of rate 1 (exponential gaps) in which time is stretched by the inverse
 * of the expected arrivals, which makes it one of the stage's own rate (time-rescaling theorem;
 * Çinlar, Introduction to Stochastic Processes, 1975, ch. 4.7).
 */
export function* rateArrivals(stage: RateStage, seed: number, stream: string): Generator<number> {
  if (stage.arrivals === 'poisson') {
    yield* poissonArrivals(stage, seed, stream);
    return;
  }
  const count = countUniform(stage);
  const isConstant = stage.fromHz === stage.toHz;
  for (let k = 0; k < count; k++) {
    yield isConstant ? (k * 1e6) / stage.fromHz : timeOfArrival(stage, k) * 1e6;
  }
}

function* poissonArrivals(stage: RateStage, seed: number, stream: string): Generator<number> {
  const random = createRandom(seed, `poisson/${stream}`);
  const limit = stage.maxInvocations ?? Number.POSITIVE_INFINITY;
  const isConstant = stage.fromHz === stage.toHz;
  const expected = isConstant
    ? stage.fromHz * stage.durationS
    : expectedArrivals(stage, stage.durationS);
  let due = exponential(random());
  for (let k = 0; k < limit && due < expected; k++) {
    yield isConstant ? (due * 1e6) / stage.fromHz : timeOfArrival(stage, due) * 1e6;
    due += exponential(random());
  }
}

/** A gap of the rate-1 process by inversion: −ln(1 − u), u in [0, 1). */
function exponential(uniform: number): number {
  return -Math.log1p(-uniform);
}
