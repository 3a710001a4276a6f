import type { StepFinding } from './findings.js';
import { type Bracket, counting } from './findings.js';

/** Where the knee lies, as levels: by all likelihood (95%) between `low` and `high`, as often above `middle` as below. */
export interface Knee {
  low: number;
  middle: number;
  high: number;
}

/** How far a step's own noise may move the knee, as shares of the level: each as likely beforehand. */
const widths = { noisy: [0.008, 0.016, 0.03, 0.06, 0.1], throttled: [0.001, 0.003] };

/** Of a hundred steps below the knee so many break by a stall; above it hardly any holds. */
const lapses = { broke: 0.05, held: 0.002 };

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
export function kneeOf(
  findings: readonly StepFinding[],
  { low, high = low, ceiling }: Bracket,
): Knee {
  const counted = counting(findings).filter(({ result }) => result !== 'void');
  const isThrottled =
    isLimitNear(ceiling, high) || counted.some((f) => f.level === high && f.isClear);
  const knees = gridOf(low / grid.beyond, high * grid.beyond);
  const scales = isThrottled ? widths.throttled : widths.noisy;
  const weights = knees.map((knee) =>
    scales.reduce((sum, width) => sum + likelihood(counted, knee, width), 0),
  );
  const at = (share: number) => knees[reached(weights, share)] as number;
  return { low: at(tail), middle: at(0.5), high: at(1 - tail) };
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

function likelihood(findings: readonly StepFinding[], knee: number, width: number): number {
  let product = 1;
  for (const { level, result } of findings) {
    const rising = 1 / (1 + Math.exp((-1.7 * Math.log(level / knee)) / width));
    const broke = lapses.broke + (1 - lapses.broke - lapses.held) * rising;
    product *= result === 'broke' ? broke : 1 - broke;
  }
  return product;
}
