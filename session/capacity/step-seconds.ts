import type { Throughput } from '../../core/judge/capacity/throughput.js';
import { LatencyHistogram } from '../../core/measure/histogram.js';
import type { Interval } from '../../core/measure/interval.js';

/** What of a second a search looks at. */
export interface StepSecond {
  second: number;
  /** Invocations that were served, and that were throttled, in it. */
  served: number;
  throttled: number;
  /** At its end, and at most during it. */
  inFlight: number;
  maxInFlight: number;
  /** Response times of what was served in it. */
  response: LatencyHistogram;
}

const servedKinds: readonly string[] = ['ok', 'functionError'];

/** A second of a run, as a search looks at it. */
export function stepSecond({ second, ledger, inFlight, maxInFlight }: Interval): StepSecond {
  const response = new LatencyHistogram();
  let [served, throttled] = [0, 0];
  for (const cell of ledger.cells) {
    if (cell.kind === 'throttled') throttled += cell.count;
    if (!servedKinds.includes(cell.kind)) continue;
    served += cell.count;
    response.addData(cell.response);
  }
  return { second, served, throttled, inFlight, maxInFlight, response };
}

/** What was served each second, and how well a few seconds tell. At least one second. */
export function rateOf(seconds: readonly StepSecond[]): Throughput {
  const n = seconds.length;
  const hz = seconds.reduce((sum, { served }) => sum + served, 0) / n;
  const squares = seconds.reduce((sum, { served }) => sum + (served - hz) ** 2, 0);
  // One second alone is as good as a Poisson count.
  return { hz, errorHz: n < 2 ? Math.sqrt(hz) : Math.sqrt(squares / (n - 1) / n) };
}

/** Where fewer than one in a hundred is throttled, the limit is touched and not yet reached. */
const saturatedShare = 0.01;

/**
 * What a limit lets through each second: the served of the stage's whole seconds after throttling set
 * in for good, of their second half, since cold starts may throttle before a bucket is empty.
 * Undefined where it did not set in, or hardly anything was throttled.
 */
export function ceilingOf(
  seconds: readonly StepSecond[],
  fromS: number,
  toS: number,
): Throughput | undefined {
  const whole = seconds.filter(({ second }) => second + 1 <= toS);
  const calm = whole.findLastIndex(({ throttled }) => throttled === 0);
  const throttling = whole.slice(calm + 2).filter(({ second }) => second >= fromS);
  const plateau = throttling.slice(Math.floor(throttling.length / 2));
  const sum = (pick: (second: StepSecond) => number): number =>
    plateau.reduce((total, second) => total + pick(second), 0);
  const [served, throttled] = [sum((s) => s.served), sum((s) => s.throttled)];
  if (throttled < (served + throttled) * saturatedShare || served === 0) return undefined;
  return rateOf(plateau);
}
