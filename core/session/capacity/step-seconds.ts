import type { Interval } from '../../measure/interval.js';

/** What of a second a search looks at. */
export interface StepSecond {
  second: number;
  /** Invocations that were served, and that were throttled, in it. */
  served: number;
  throttled: number;
  maxInFlight: number;
}

/** A second of a run, as a search looks at it. */
export function stepSecond({ second, ledger, maxInFlight }: Interval): StepSecond {
  const count = (...kinds: string[]): number =>
    ledger.cells.reduce((sum, cell) => sum + (kinds.includes(cell.kind) ? cell.count : 0), 0);
  const [served, throttled] = [count('ok', 'functionError'), count('throttled')];
  return { second, served, throttled, maxInFlight };
}

/** Where fewer than one in a hundred is throttled, the limit is touched and not yet reached. */
const saturatedShare = 0.01;

/**
 * What a limit lets through each second: the served of the whole seconds of the stage, from the one
 * after throttling set in for good. Undefined where it did not, or hardly anything was throttled. A
 * throttle or two before, of a jolt at the start, do not count.
 */
export function ceilingOf(
  seconds: readonly StepSecond[],
  fromS: number,
  toS: number,
): number | undefined {
  const whole = seconds.filter(({ second }) => second + 1 <= toS);
  const calm = whole.findLastIndex(({ throttled }) => throttled === 0);
  const plateau = whole.slice(calm + 2).filter(({ second }) => second >= fromS);
  const sum = (pick: (second: StepSecond) => number): number =>
    plateau.reduce((total, second) => total + pick(second), 0);
  const [served, throttled] = [sum((s) => s.served), sum((s) => s.throttled)];
  if (throttled < (served + throttled) * saturatedShare || served === 0) return undefined;
  return served / plateau.length;
}
