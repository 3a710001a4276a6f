import type { StepFinding } from './findings.js';
import { type Bracket, counting } from './findings.js';

/** Where the knee lies, as levels: by all likelihood (95%) between `low` and `high`, as often above `middle` as below. */
export interface Knee {
  low: number;
  middle: number;
  high: number;
}

/** How far a step's own noise may move the knee, as shares of the level: each as likely beforehand. */
const widths = {
  noisy: [0.008, 0.016, 0.03, 0.06, 0.1],
  /** Concurrency is limited sharply; how much is busy is chance. */
  full: [0.002, 0.006, 0.016],
  bucket: [0.001, 0.003],
};

/**
 * So many steps below the knee break by a stall: a few, or where measurements contradict each other many.
 * Each with how likely it is beforehand. Above the knee hardly any holds.
 */
const lapses = {
  broke: [
    { share: 0.03, prior: 0.8 },
    { share: 0.12, prior: 0.15 },
    { share: 0.35, prior: 0.05 },
  ],
  held: 0.002,
};

/**
 * How many steps break at the knee itself. Half of them, where each answer is slow by itself. Where slow
 * answers come together, as in a queue, most steps see none of what makes the long run slow, and few
 * break: at the knee of M/M/4 with a p99 of one second, 9% of steps of 55 s do (by simulation).
 */
const atKnee = { alone: [0.5], together: [0.5, 0.25, 0.1] };

/** Slow answers come together where so many count as one, in most steps. */
const together = 4;

/** Between levels of the grid, and how far beyond the bracket it goes. */
const grid = { step: 1.0025, beyond: 1.35 };

/** Ends of the interval. */
const tail = 0.025;

/**
 * Weighs all measurements near the bracket: which knees, and how noisy steps, would have shown them? A
 * step breaks with a probability that rises with its level through one half at the knee, as in A. B.
 * Watson, D. G. Pelli, QUEST (Perception & Psychophysics 33, 1983); what is not known (the knee, the
 * noise) is summed over a grid. So an interval from runs that contradict each other is as wide as they
 * are apart, and one from runs that agree is narrow.
 */
export function kneeOf(findings: readonly StepFinding[], bracket: Bracket): Knee {
  const { low, high = low, ceiling, most } = bracket;
  const counted = counting(findings).filter(({ result }) => result !== 'void');
  const isThrottled =
    isLimitNear(ceiling, high) || counted.some((f) => f.level === high && f.isClear);
  const throttled = ceiling?.isBucket === false ? widths.full : widths.bucket;
  const knees = gridOf(
    low / grid.beyond,
    Math.max(low, Math.min(high * grid.beyond, topOf(bracket))),
  );
  const shapes = shapesOf(
    isThrottled ? throttled : widths.noisy,
    comeTogether(counted, Math.min(high, most)),
  );
  const weights = knees.map((knee) =>
    shapes.reduce((sum, shape) => sum + shape.prior * likelihood(counted, knee, shape), 0),
  );
  const at = (share: number) => knees[reached(weights, share)] as number;
  return { low: at(tail), middle: at(0.5), high: at(1 - tail) };
}

/** No knee is above what is answered for long, give or take two standard errors. */
export function topOf({ throughput, most }: Bracket): number {
  const isLimit = throughput !== undefined && Number.isFinite(most);
  return isLimit ? throughput.hz + 2 * throughput.errorHz : Number.POSITIVE_INFINITY;
}

/** The place up to which the weights add up to this share of them all. */
function reached(weights: readonly number[], share: number): number {
  let left = weights.reduce((sum, weight) => sum + weight, 0) * share;
  for (const [nth, weight] of weights.entries()) {
    left -= weight;
    if (left <= 0) return nth;
  }
  return weights.length - 1;
}

/** What throttles breaks at an edge, not by chance. */
function isLimitNear(ceiling: Bracket['ceiling'], high: number): boolean {
  return ceiling !== undefined && Math.abs(Math.log(ceiling.level / high)) < nearCeiling;
}

const nearCeiling = 0.1;

function gridOf(from: number, to: number): number[] {
  const count = Math.ceil(Math.log(to / from) / Math.log(grid.step)) + 1;
  return Array.from({ length: count }, (_, nth) => from * grid.step ** nth);
}

/** One way in which steps may tell of the knee. */
interface Shape {
  width: number;
  /** The logit of the share of steps that break at the knee. */
  offset: number;
  lapse: number;
  prior: number;
}

function shapesOf(scales: readonly number[], isTogether: boolean): Shape[] {
  const shares = isTogether ? atKnee.together : atKnee.alone;
  return scales.flatMap((width) =>
    shares.flatMap((share) =>
      lapses.broke.map((lapse) => ({
        ...{ width, offset: Math.log(share / (1 - share)) },
        ...{ lapse: lapse.share, prior: lapse.prior },
      })),
    ),
  );
}

function comeTogether(findings: readonly StepFinding[], top: number): boolean {
  const near = findings
    .filter(({ level }) => Math.abs(Math.log(level / top)) < nearTop)
    .flatMap(({ dispersion }) => (dispersion === undefined ? [] : [dispersion]))
    .sort((a, b) => a - b);
  return (near[near.length >> 1] ?? 1) >= together;
}

/** As a logarithm. */
const nearTop = 0.25;

function likelihood(
  findings: readonly StepFinding[],
  knee: number,
  { width, offset, lapse }: Shape,
): number {
  let product = 1;
  for (const { level, result } of findings) {
    const rising = 1 / (1 + Math.exp((-1.7 * Math.log(level / knee)) / width - offset));
    const broke = lapse + (1 - lapse - lapses.held) * rising;
    product *= result === 'broke' ? broke : 1 - broke;
  }
  return product;
}
