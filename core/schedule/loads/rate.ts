import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import { formatHz } from '../../quantity/format.js';
import { parseRate, parseRateOrZero } from '../../quantity/rate.js';
import type { RateCurve } from '../curve.js';
import { type ArrivalProcess, arrivalProcesses } from '../curve-arrivals.js';
import { type LoadFault, loadKind } from './kind.js';
import { onCurve } from './on-curve.js';
import { boundedHz, perSecond } from './rate-text.js';
import {
  choiceOf,
  forKey,
  invocationsKey,
  neverEnds,
  type StageKey,
  type Written,
} from './stage-key.js';

/** Open loop: the rate goes linearly from `fromHz` to `toHz` (equal: constant) over `durationS`. */
export interface RateStage {
  kind: 'rate';
  name: string;
  fromHz: number;
  toHz: number;
  /** Infinite for a Poisson stage of constant rate that ends by count alone: chance says how long it is. */
  durationS: number;
  arrivals: ArrivalProcess;
  /** Stop after so many arrivals, even if `durationS` is not over. */
  maxInvocations?: number;
}

/** The curve of a constant rate or a ramp. */
export function rateCurve({ fromHz, toHz, durationS }: RateStage): RateCurve {
  const isConstant = fromHz === toHz;
  const slope = isConstant || durationS === 0 ? 0 : (toHz - fromHz) / durationS;
  return {
    ...{ startHz: fromHz, endHz: toHz, peakHz: Math.max(fromHz, toHz) },
    climb: { hz: toHz - fromHz, hzPerS: slope },
    isLinear: true,
    expected: (seconds) => seconds * (fromHz + (slope * seconds) / 2),
    dueUs: (arrivals) => {
      if (arrivals <= 0) return 0;
      if (isConstant) return (arrivals * 1e6) / fromHz;
      return timeOnRamp(fromHz, slope, durationS, arrivals) * 1e6;
    },
  };
}

/**
 * Of the quadratic's two forms this one loses no digits when the slope is small or the start is at
 * 0/s.
 */
function timeOnRamp(fromHz: number, slope: number, durationS: number, arrivals: number): number {
  const discriminant = Math.max(0, fromHz * fromHz + 2 * slope * arrivals);
  const divisor = fromHz + Math.sqrt(discriminant);
  // From 0/s, the discriminant of less than 1e-308 arrivals underflows: they are due at once.
  return divisor > 0 ? Math.min(durationS, (2 * arrivals) / divisor) : 0;
}

/** `20/s` or `20/s -> 400/s`, and how it was written. */
export interface RateText {
  fromHz: number;
  toHz: number;
  text: string;
}

function parseRateText(written: string): RateText {
  const ends = written.split(/->|→/).map((end) => end.trim());
  const [from = '', to] = ends;
  if (ends.length > 2) {
    throw new RepriseError(`"${written}" has more than two ends`, {
      hint: 'Write one stage for each part: 20/s -> 400/s, then 400/s -> 20/s.',
    });
  }
  if (to === undefined) {
    const hz = boundedHz(parseRate(from), perSecond(from));
    return { fromHz: hz, toHz: hz, text: perSecond(from) };
  }
  const text = `${perSecond(from)} -> ${perSecond(to)}`;
  const [fromHz, toHz] = [parseRateOrZero(from), parseRateOrZero(to)];
  if (boundedHz(Math.max(fromHz, toHz), text) > 0) return { fromHz, toHz, text };
  throw new RepriseError(`"${written}" sends nothing`, {
    hint: 'Write { pause: 10s } for a silence.',
  });
}

/** How arrivals are spread along a rate: shared by all kinds that have one. */
export const arrivalsKey = {
  parse: choiceOf(arrivalProcesses),
  choices: arrivalProcesses,
  describe:
    'How arrivals are spread: `uniform` (default, evenly) or `poisson` (at random, as independent callers do).',
  flag: { describe: 'How arrivals are spread' },
} as const satisfies StageKey;

const keys = {
  rate: {
    parse: parseRateText,
    describe:
      'Open loop: arrivals per second, `20/s`, `3000/m`, or a ramp `20/s -> 400/s`. Sent on time whether or not earlier ones have answered.',
    flag: { describe: 'Arrival rate: 20/s, 3000/m, or a ramp "20/s -> 400/s"' },
  },
  arrivals: arrivalsKey,
  for: forKey,
  invocations: invocationsKey,
} as const;

function faults(written: Written<typeof keys>): LoadFault[] {
  if (written.for !== undefined) return [];
  if (written.invocations === undefined) return [neverEnds];
  const isRamp = written.rate !== undefined && written.rate.fromHz !== written.rate.toHz;
  if (!isRamp || written.arrivals !== 'poisson') return [];
  const message = 'how long this ramp is depends on chance';
  return [{ key: 'invocations', message, hint: 'Add `for: 30s`, or leave out poisson.' }];
}

function specOf({ name, rate, arrivals = 'uniform', ...ends }: Written<typeof keys>): RateStage {
  const { fromHz, toHz, text } = rate ?? { fromHz: 0, toHz: 0, text: '' };
  const untilCount =
    arrivals === 'poisson'
      ? Number.POSITIVE_INFINITY
      : (ends.invocations ?? 0) / ((fromHz + toHz) / 2);
  return {
    kind: 'rate',
    name: name ?? (arrivals === 'poisson' ? `${text} poisson` : text),
    ...{ fromHz, toHz },
    durationS: ends.for ?? untilCount,
    arrivals,
    ...defined({ maxInvocations: ends.invocations }),
  };
}

function text({ fromHz, toHz, arrivals }: RateStage): string {
  const [from, to] = [formatHz(fromHz), formatHz(toHz)];
  return `${from === to ? to : `${from} -> ${to}`}${arrivals === 'poisson' ? ' poisson' : ''}`;
}

/** A constant rate, which is a ramp that does not rise, or a ramp. */
export const rate = loadKind<RateStage>()({
  ...{ key: 'rate', title: 'rate', keys, faults, specOf, text },
  ...onCurve(rateCurve),
});
