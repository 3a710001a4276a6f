import { curveOf } from '../schedule/loads/index.js';
import type { PlannedStage } from './planned.js';

/**
 * How many arrivals a stage's rate asks for between two times of the run; undefined where it has no
 * rate that is a formula.
 */
export function askedBetween(stage: PlannedStage, fromS: number, toS: number): number | undefined {
  const { startS, durationS = 0, rateHz, load } = stage;
  const begin = Math.max(fromS, startS);
  const end = Math.min(toS, endOf(stage));
  if (rateHz === undefined && load === undefined) return undefined;
  if (end <= begin) return 0;
  const curve = load && curveOf(load);
  if (curve) return curve.expected(end - startS) - curve.expected(begin - startS);
  // Of a rate that changes linearly: its value at the middle of the overlap, times the overlap.
  const [fromHz, toHz] = rateHz as [number, number];
  const middle = durationS === 0 ? 0 : ((begin + end) / 2 - startS) / durationS;
  return (fromHz + (toHz - fromHz) * middle) * (end - begin);
}

/** When a stage has sent what it sends: never, where a closed loop ends by its count. */
export function endOf({
  startS,
  durationS = Number.POSITIVE_INFINITY,
  spanS = durationS,
}: PlannedStage): number {
  return startS + spanS;
}
