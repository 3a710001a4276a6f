import { askedBetween } from './asked.js';
import { drivenTime } from './driven.js';
import type { Breakdown } from './fold.js';
import type { PlannedStage } from './planned.js';

/** Arrivals per second of a part of a run, on average over the time in which it was driven. */
export interface MeanRate {
  /** What the load says: of `20/s` 20, whatever chance or rounding made of it. */
  askedHz: number;
  /** What was to be sent: by a Poisson process as many as it drew, by `0.7/s` whole arrivals. */
  plannedHz: number;
  /** What was sent. */
  reachedHz: number;
  /** Over which `reachedHz` is the mean: × this it is what was sent. */
  drivenS: number;
}

/** A last send that is later than this after the end has a generator that fell behind; timers alone are not. */
const onTimeS = 0.01;

/**
 * The rate of a part: arrivals by the time in which its stages were on, up to `untilS`, where the run
 * was cut off (else infinite). What was sent long after that time, by a generator that fell behind, is
 * counted over the longer time. `planned` is what had come due in this time. Undefined for closed
 * loops, where nothing was sent, and where nothing says over how long.
 */
export function meanRate(
  { sent, lastSentUs }: Pick<Breakdown, 'sent' | 'lastSentUs'>,
  planned: number,
  stages: readonly PlannedStage[],
  untilS: number,
): MeanRate | undefined {
  if (sent === 0 || stages.some((stage) => stage.planned === undefined)) return undefined;
  const { lengthS, endS } = drivenTime(stages, untilS);
  if (!(lengthS > 0)) return undefined;
  const lateS = lastSentUs / 1e6 - endS;
  const drivenS = lengthS + (lateS > onTimeS ? lateS : 0);
  const plannedHz = planned / lengthS;
  const asked = askedOf(stages, untilS);
  return {
    askedHz: asked === undefined ? plannedHz : asked / lengthS,
    ...{ plannedHz, reachedHz: sent / drivenS, drivenS },
  };
}

/** Undefined where a stage has no formula: recorded timing asks for what it has. */
function askedOf(stages: readonly PlannedStage[], untilS: number): number | undefined {
  let asked = 0;
  for (const stage of stages) {
    const ofStage =
      stage.planned === 0 && !stage.rateHz && !stage.load ? 0 : askedBetween(stage, 0, untilS);
    if (ofStage === undefined) return undefined;
    asked += ofStage;
  }
  return asked;
}
