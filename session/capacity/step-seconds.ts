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
  /** The longest response time of what was served in it; 0 for none. */
  slowestUs: number;
  /** How many of them took longer than the objective allows the tail. */
  slow: number;
}

const servedKinds: readonly string[] = ['ok', 'functionError'];

/** A second of a run, as a search looks at it; slow is what took longer than `limitUs`. */
export function stepSecond(
  { second, ledger, inFlight, maxInFlight }: Interval,
  limitUs = Number.POSITIVE_INFINITY,
): StepSecond {
  const count = (kinds: readonly string[]): number =>
    ledger.cells.reduce((sum, cell) => sum + (kinds.includes(cell.kind) ? cell.count : 0), 0);
  const served = new LatencyHistogram();
  for (const { kind, response } of ledger.cells) {
    if (servedKinds.includes(kind)) served.addData(response);
  }
  return {
    ...{ second, served: count(servedKinds), throttled: count(['throttled']) },
    ...{ inFlight, maxInFlight, slowestUs: served.maxUs },
    slow: served.count - served.countAtMost(limitUs),
  };
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
): number | undefined {
  const whole = seconds.filter(({ second }) => second + 1 <= toS);
  const calm = whole.findLastIndex(({ throttled }) => throttled === 0);
  const throttling = whole.slice(calm + 2).filter(({ second }) => second >= fromS);
  const plateau = throttling.slice(Math.floor(throttling.length / 2));
  const sum = (pick: (second: StepSecond) => number): number =>
    plateau.reduce((total, second) => total + pick(second), 0);
  const [served, throttled] = [sum((s) => s.served), sum((s) => s.throttled)];
  if (throttled < (served + throttled) * saturatedShare || served === 0) return undefined;
  return served / plateau.length;
}
