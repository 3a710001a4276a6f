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

/**
 * How many arrivals a uniform stage intends: those due before its end, the first of them when
 * `firstDue` are. What is due at its very end belongs to the next stage.
 */
export function countUniform(curve: RateCurve, stage: CurveStage, firstDue: number): number {
  const count = countDue(curve.expected(stage.durationS), firstDue);
  return Math.min(count, stage.maxInvocations ?? Number.POSITIVE_INFINITY);
}

function countDue(expected: number, firstDue: number): number {
  return Math.max(0, Math.ceil(expected - roundingError(expected) - firstDue));
}

/**
 * The `firstDue` of a uniform stage that follows: fractions of an arrival carry over, so that a load
 * is the same however it is cut into stages. A count that ends the stage before its time drops
 * arrivals, and moves none.
 */
export function carriedOver(curve: RateCurve, { durationS }: CurveStage, firstDue: number): number {
  const expected = curve.expected(durationS);
  // A rounding error below 0 stays, lest it add up over many stages that are next to nothing.
  return firstDue + countDue(expected, firstDue) - expected;
}

/**
 * Intended times of a stage, in microseconds from its start, in order.
 *
 * Uniform: arrival k at the time when k + firstDue arrivals are due, computed from k, so that nothing
 * drifts.
 * Poisson: a Poisson process of rate 1 (exponential gaps) in which time is stretched by the inverse
 * of the expected arrivals, which makes it one of the stage's own rate (time-rescaling theorem;
 * Çinlar, Introduction to Stochastic Processes, 1975, ch. 4.7).
 */
export function* curveArrivals(
  curve: RateCurve,
  stage: CurveStage,
  { seed, stream, firstDue }: { seed: number; stream: string; firstDue: number },
): Generator<number> {
  if (stage.arrivals === 'poisson') {
    yield* poissonArrivals(curve, stage, createRandom(seed, `poisson/${stream}`));
    return;
  }
  const count = countUniform(curve, stage, firstDue);
  for (let k = 0; k < count; k++) yield curve.dueUs(k + firstDue);
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
