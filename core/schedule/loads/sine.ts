import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import { parseTimeSpan } from '../../quantity/duration.js';
import { formatHz, formatSeconds } from '../../quantity/format.js';
import { parseRate, parseRateOrZero } from '../../quantity/rate.js';
import type { RateCurve } from '../curve.js';
import type { ArrivalProcess } from '../curve-arrivals.js';
import { type LoadFault, loadKind } from './kind.js';
import { onCurve } from './on-curve.js';
import { arrivalsKey } from './rate.js';
import { boundedHz, perSecond } from './rate-text.js';
import { choiceOf, forKey, invocationsKey, neverEnds, type Written } from './stage-key.js';

/** Where in its wave a sine starts, in radians from the trough. */
const startAngles = {
  meanUp: Math.PI / 2,
  peak: Math.PI,
  meanDown: (3 * Math.PI) / 2,
  trough: 0,
} as const;
type StartAt = keyof typeof startAngles;
const startPoints = Object.keys(startAngles) as [StartAt, ...StartAt[]];

/** Open loop: the rate swings by `amplitudeHz` about `meanHz`, once in each `periodS`. */
export interface SineStage {
  kind: 'sine';
  name: string;
  meanHz: number;
  /** At most the mean. */
  amplitudeHz: number;
  periodS: number;
  startAt: StartAt;
  /** Infinite for a Poisson stage that ends by count alone: chance says how long it is. */
  durationS: number;
  arrivals: ArrivalProcess;
  /** Stop after so many arrivals, even if `durationS` is not over. */
  maxInvocations?: number;
}

const turn = 2 * Math.PI;

/**
 * The curve of a sine. With θ the angle from the trough, the rate is m − A cos θ, and its integral
 * over the time t = θ P / 2π is P / 2π (m θ − A sin θ). When so many arrivals are due is therefore
 * Kepler's equation, θ − e sin θ = M, of eccentricity e = A / m.
 */
export function sineCurve(stage: SineStage): RateCurve {
  const { meanHz, amplitudeHz, periodS, startAt, durationS } = stage;
  const start = startAngles[startAt];
  const end = start + (turn * durationS) / periodS;
  const eccentricity = amplitudeHz / meanHz;
  const secondsPerRadian = periodS / turn;
  const startSine = Math.sin(start);
  const rateAt = (angle: number): number => meanHz - amplitudeHz * Math.cos(angle);
  // Whole turns are counted apart, so that sines are of small angles, and keep their digits.
  const dueAt = (angle: number): number =>
    secondsPerRadian * (meanHz * (angle - start) - amplitudeHz * (Math.sin(angle) - startSine));
  return {
    startHz: rateAt(start),
    endHz: Number.isFinite(durationS) ? rateAt(end) : meanHz,
    peakHz: peakBetween(start, end) ? meanHz + amplitudeHz : Math.max(rateAt(start), rateAt(end)),
    climb: { hz: 2 * amplitudeHz, hzPerS: (amplitudeHz * turn) / periodS },
    isLinear: false,
    expected: (seconds) => {
      const periods = Math.floor(seconds / periodS);
      const rest = seconds - periods * periodS;
      return periods * meanHz * periodS + dueAt(start + rest / secondsPerRadian);
    },
    dueUs: (arrivals) => {
      if (arrivals <= 0) return 0;
      const perPeriod = meanHz * periodS;
      const periods = Math.floor(arrivals / perPeriod);
      const rest = (arrivals - periods * perPeriod) / (meanHz * secondsPerRadian);
      const mean = rest + start - eccentricity * startSine;
      const angle = eccentricAnomaly(mean, eccentricity) - start;
      return (periods * periodS + Math.max(0, angle) * secondsPerRadian) * 1e6;
    },
  };
}

function peakBetween(start: number, end: number): boolean {
  const nextPeak = start <= Math.PI ? Math.PI : Math.PI + turn;
  return end >= nextPeak;
}

/**
 * Solves θ − e sin θ = M for 0 <= e <= 1: by Newton's method, which finds it in a few steps, kept
 * within bounds that close in on the answer, since at e = 1 the slope is 0 at the trough.
 */
function eccentricAnomaly(mean: number, eccentricity: number): number {
  let [low, high] = [mean - eccentricity, mean + eccentricity];
  let angle = mean;
  for (let step = 0; step < 100 && high > low; step++) {
    const excess = angle - eccentricity * Math.sin(angle) - mean;
    if (excess === 0) break;
    if (excess > 0) high = angle;
    else low = angle;
    const newton = angle - excess / (1 - eccentricity * Math.cos(angle));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - angle) <= 4e-16 * Math.abs(angle)) break;
    angle = next;
  }
  return angle;
}

/** `100/s ± 50/s`, and how it was written. */
export interface SwingText {
  meanHz: number;
  amplitudeHz: number;
  text: string;
}

const plusMinus = /±|\+\/?-/;

function parseSwing(written: string): SwingText {
  const [mean = '', amplitude = '', ...more] = written.split(plusMinus).map((part) => part.trim());
  if (more.length > 0) {
    throw new RepriseError(`"${written}" has more than one ±`, {
      hint: 'Write the mean and how far the rate swings from it: 100/s ± 50/s.',
    });
  }
  const [meanHz, amplitudeHz] = [parseRate(mean), parseRateOrZero(amplitude)];
  const text = `${perSecond(mean)} ± ${perSecond(amplitude)}`;
  if (amplitudeHz > meanHz) {
    throw new RepriseError(`"${written}" falls below 0/s`, {
      hint: `Write a swing of at most ${perSecond(mean)}, the mean.`,
    });
  }
  boundedHz(meanHz + amplitudeHz, text);
  return { meanHz, amplitudeHz, text };
}

const keys = {
  rate: {
    parse: parseSwing,
    describe: 'With `period`, a sine wave: `100/s ± 50/s` (or `+-`), the mean and the swing.',
    flag: { describe: 'or a sine wave "100/s ± 50/s" with --period' },
  },
  period: {
    parse: (text: string) => parseTimeSpan(text),
    describe: 'With a `rate` such as `100/s ± 50/s`: how long one wave takes.',
    flag: { describe: 'With --rate "100/s ± 50/s": how long one wave takes' },
  },
  startAt: {
    parse: choiceOf(startPoints),
    choices: startPoints,
    describe:
      'With `period`: where in its wave the rate starts: `meanUp` (default: at the mean, rising), `peak`, `meanDown` or `trough`.',
    flag: { describe: 'With --period: where in its wave the rate starts' },
  },
  arrivals: arrivalsKey,
  for: forKey,
  invocations: invocationsKey,
} as const;

function faults(written: Written<typeof keys>): LoadFault[] {
  const found: LoadFault[] = [];
  if (written.period === undefined) {
    const message = 'nothing says how long one wave takes';
    found.push({ key: 'rate', message, hint: 'Add `period: 1m`.' });
  }
  if ((written.for ?? written.invocations) === undefined) found.push(neverEnds);
  return found;
}

function specOf(written: Written<typeof keys>): SineStage {
  const { name, rate, period, startAt, arrivals = 'uniform', ...ends } = written;
  const { meanHz, amplitudeHz, text } = rate ?? { meanHz: 1, amplitudeHz: 0, text: '' };
  const stage: SineStage = {
    kind: 'sine',
    name: name ?? (arrivals === 'poisson' ? `${text} poisson` : text),
    ...{ meanHz, amplitudeHz, periodS: period ?? 1, startAt: startAt ?? 'meanUp' },
    durationS: ends.for ?? Number.POSITIVE_INFINITY,
    arrivals,
    ...defined({ maxInvocations: ends.invocations }),
  };
  if (ends.for !== undefined || arrivals === 'poisson') return stage;
  return { ...stage, durationS: sineCurve(stage).dueUs(ends.invocations ?? 0) / 1e6 };
}

function text({ meanHz, amplitudeHz, periodS, startAt, arrivals }: SineStage): string {
  const start = startAt === 'meanUp' ? '' : `, from ${startAt}`;
  const process = arrivals === 'poisson' ? ' poisson' : '';
  const swing = `${formatHz(meanHz)} ± ${formatHz(amplitudeHz)}${process}`;
  return `${swing} every ${formatSeconds(periodS)}${start}`;
}

/** A rate that swings about its mean, as a day's does. */
export const sine = loadKind<SineStage>()({
  ...{ key: 'rate', title: 'rate A ± B', keys, faults, specOf, text },
  claims: (written) => plusMinus.test(written),
  ...onCurve(sineCurve),
});
