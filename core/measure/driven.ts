import { endOf } from './asked.js';
import type { PlannedStage } from './planned.js';

/** The time in which some stages were on. */
export interface DrivenTime {
  /** Together, each moment once: stages side by side do not add up, and what lies between them is not in it. */
  lengthS: number;
  /** When the last of them ended, or was cut off. */
  endS: number;
}

/** The time of some stages, up to `untilS` of the run: what comes after it was not driven. */
export function drivenTime(stages: readonly PlannedStage[], untilS: number): DrivenTime {
  const spans = stages
    .map((stage) => ({ startS: stage.startS, endS: Math.min(endOf(stage), untilS) }))
    .filter(({ startS, endS }) => endS > startS)
    .sort((a, b) => a.startS - b.startS);
  let [lengthS, reachedS] = [0, Number.NEGATIVE_INFINITY];
  for (const { startS, endS } of spans) {
    lengthS += Math.max(0, endS - Math.max(startS, reachedS));
    reachedS = Math.max(reachedS, endS);
  }
  return { lengthS, endS: reachedS };
}
