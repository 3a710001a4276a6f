import { createRandom } from '../base/random.js';
import type { RateCurve } from './curve.js';

/** How arrivals are spread: evenly, or as a Poisson process of the same rate. */
export const arrivalProcesses = ['uniform', 'poisson'] as const;
export type ArrivalProcess = (typeof arrivalProcesses)[number];

/** How a stage follows its curve. */
export interface CurveStage {
  /** Infinite for a Poisson stage that ends by count alone: chance says how long it is. */
  durationS: number;
  arrivals: ArrivalProcess;
  /** Stop after so many arrivals, even if `durationS` is not over. */
  maxInvocations?: number;
}

/**
 * Rounding error of `expected` arrivals, a few products of doubles: 20/s for 30 s are 600 arrivals,
 * never 601. It grows with the number: 65,644.1/s for 21,520 s is off by more than a billionth.
 */
function roundingError(expected: number): number {
  return Math.max(1e-9, expected * 2 ** -50);
}

/** How many arrivals a uniform stage intends: the first at its start, none at its end. */
export function countUniform(curve: RateCurve, { durationS, maxInvocations }: CurveStage): number {
  const expected = curve.expected(durationS);
  const count = Math.ceil(expected - roundingError(expected));
  return Math.min(Math.max(0, count), maxInvocations ?? Number.POSITIVE_INFINITY);
}

/**
 * Intended times of a stage, in microseconds from its start, in order.
 *
 * Uniform: arrival k at the time when k arrivals are due, computed from k, so that nothing drifts.
 * Poisson: a Poisson process of rate 1 (exponential gaps) in which time is stretched by the inverse
 * of the expected arrivals, which makes it one of the stage's own rate (time-rescaling theorem;
 * Çinlar, Introduction to Stochastic Processes, 1975, ch. 4.7).
 */
export function* curveArrivals(
  curve: RateCurve,
  stage: CurveStage,
  { seed, stream }: { seed: number; stream: string },
): Generator<number> {
  if (stage.arrivals === 'poisson') {
    yield* poissonArrivals(curve, stage, createRandom(seed, `poisson/${stream}`));
    return;
  }
  const count = countUniform(curve, stage);
  for (let k = 0; k < count; k++) yield curve.dueUs(k);
}

function* poissonArrivals(
  curve: RateCurve,
  { durationS, maxInvocations = Number.POSITIVE_INFINITY }: CurveStage,
  random: () => number,
): Generator<number> {
  const expected = Number.isFinite(durationS)
    ? curve.expected(durationS)
    : Number.POSITIVE_INFINITY;
  let due = exponential(random());
  for (let k = 0; k < maxInvocations && due < expected; k++) {
    yield curve.dueUs(due);
    due += exponential(random());
  }
}

/** A gap of the rate-1 process by inversion: −ln(1 − u), u in [0, 1). */
function exponential(uniform: number): number {
  return -Math.log1p(-uniform);
}
