import { defined } from '../../../core/base/defined.js';
import type { TimeLine } from '../document.js';
import type { Spread, TimeStep } from './time-steps.js';

type LineLook = Pick<TimeLine, 'label' | 'colour' | 'isDashed'>;

/**
 * A line of a plot over time: what `read` finds in each step, rounded to four digits; with the least
 * and the greatest of the step's seconds where a step has several.
 */
export function timeLine(
  look: LineLook,
  steps: readonly TimeStep[],
  stepS: number,
  read: (step: TimeStep) => Spread | undefined,
): TimeLine {
  const spreads = steps.map((step) => read(step));
  const pick = (key: keyof Spread) => spreads.map((spread) => rounded(spread?.[key] ?? null));
  const line = { ...look, values: pick('value') };
  return stepS === 1 ? line : { ...line, low: pick('low'), high: pick('high') };
}

/** At the end, while answers are awaited, nothing is asked for and nothing sent: that is no rate of 0. */
export function withoutDrain(lines: readonly TimeLine[]): TimeLine[] {
  const last = Math.max(...lines.map(({ values }) => values.findLastIndex((value) => value)));
  const until = <T>(values: (T | null)[]) => values.map((each, at) => (at <= last ? each : null));
  return lines.map((line) => ({
    ...line,
    values: until(line.values),
    ...defined({ low: line.low && until(line.low), high: line.high && until(line.high) }),
  }));
}

/** The greatest that a line reaches, and where; undefined where it has no value. */
export function peakOf(
  line: TimeLine,
  steps: readonly TimeStep[],
): { value: number; atS: number } | undefined {
  let peak: { value: number; atS: number } | undefined;
  for (const [at, value] of (line.high ?? line.values).entries()) {
    const atS = steps[at]?.startS ?? 0;
    if (value !== null && (!peak || value > peak.value)) peak = { value, atS };
  }
  return peak;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}
