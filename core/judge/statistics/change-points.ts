import { createRandom, type Random } from '../../base/random.js';

/** Where a series changes its level. */
export interface ChangePoint {
  /** The first value of the new level. */
  at: number;
  /** The mean before, and after, as far as the neighbouring changes. */
  before: number;
  after: number;
  pValue: number;
}

/** What counts as a change. */
export interface ChangeRule {
  /** Fewer values than this make no level. */
  least: number;
  /** A smaller change is not worth telling: 0.05 is 5%. */
  smallest: number;
  /** More surprising than this, by chance alone. */
  alpha: number;
  permutations: number;
  seed: number;
}

/** Three runs are the least that agree with each other; 1% is missed or made up once in a hundred series. */
export const usualChangeRule: ChangeRule = {
  ...{ least: 3, smallest: 0.05, alpha: 0.01, permutations: 499, seed: 1 },
};

/**
 * Finds changes of level by E-divisive (Matteson and James, "A Nonparametric Approach for Multiple Change
 * Point Analysis of Multivariate Data", JASA 109, 2014): the split whose sides are farthest apart by the
 * energy distance, kept where a permutation of the values seldom gives as much, and then the same in both
 * parts. Distances are between logarithms where all values are positive, so that a change is a ratio;
 * a slow drift makes only changes that are too small to tell.
 */
export function changePoints(
  values: readonly number[],
  rule: ChangeRule = usualChangeRule,
): ChangePoint[] {
  const isPositive = values.every((value) => value > 0);
  const scaled = isPositive ? values.map(Math.log) : [...values];
  const found = split(scaled, 0, rule, createRandom(rule.seed, 'change points'));
  const sorted = found.sort((a, b) => a.at - b.at);
  return sorted
    .map(({ at, pValue }, index) => {
      const from = sorted[index - 1]?.at ?? 0;
      const to = sorted[index + 1]?.at ?? values.length;
      const [before, after] = [mean(values.slice(from, at)), mean(values.slice(at, to))];
      return { at, pValue, before, after };
    })
    .filter(({ before, after }) => Math.abs(after - before) >= rule.smallest * Math.abs(before));
}

type Found = Pick<ChangePoint, 'at' | 'pValue'>;

function split(
  values: readonly number[],
  offset: number,
  rule: ChangeRule,
  random: Random,
): Found[] {
  const best = bestSplit(values, rule.least);
  if (best === undefined || best.energy <= 0) return [];
  const pValue = chanceOf(best.energy, values, rule, random);
  if (pValue > rule.alpha) return [];
  const { at } = best;
  return [
    ...split(values.slice(0, at), offset, rule, random),
    { at: offset + at, pValue },
    ...split(values.slice(at), offset + at, rule, random),
  ];
}

/** How often values in no order split as well. */
function chanceOf(
  energy: number,
  values: readonly number[],
  { least, permutations }: ChangeRule,
  random: Random,
): number {
  const shuffled = [...values];
  let as = 1;
  for (let round = 0; round < permutations; round++) {
    shuffle(shuffled, random);
    if ((bestSplit(shuffled, least)?.energy ?? 0) >= energy) as += 1;
  }
  return as / (permutations + 1);
}

/** Fisher and Yates. */
function shuffle(values: number[], random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other] as number, values[last] as number];
  }
}

/** The split with the greatest energy; undefined for too few values. Distances are summed as it moves. */
function bestSplit(
  values: readonly number[],
  least: number,
): { at: number; energy: number } | undefined {
  const { length } = values;
  if (length < 2 * least) return undefined;
  let [within, across, beyond] = [0, 0, 0];
  for (let i = 0; i < length; i++)
    for (let j = i + 1; j < length; j++) beyond += distance(values, i, j);
  let best: { at: number; energy: number } | undefined;
  for (let at = 1; at <= length - least; at++) {
    const moved = at - 1;
    let [toLeft, toRight] = [0, 0];
    for (let i = 0; i < moved; i++) toLeft += distance(values, i, moved);
    for (let i = at; i < length; i++) toRight += distance(values, moved, i);
    [within, across, beyond] = [within + toLeft, across - toLeft + toRight, beyond - toRight];
    if (at < least) continue;
    const energy = energyOf(within, across, beyond, at, length - at);
    if (best === undefined || energy > best.energy) best = { at, energy };
  }
  return best;
}

function energyOf(within: number, across: number, beyond: number, m: number, n: number): number {
  const inner = (sum: number, count: number): number => (2 * sum) / (count * (count - 1));
  const energy = (2 * across) / (m * n) - inner(within, m) - inner(beyond, n);
  return ((m * n) / (m + n)) * energy;
}

function distance(values: readonly number[], i: number, j: number): number {
  return Math.abs((values[i] ?? 0) - (values[j] ?? 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
