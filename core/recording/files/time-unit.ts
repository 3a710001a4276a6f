import { epochUs, parseTimeUs } from '../capture-time.js';

/** The units that times in a table may count in. */
export const timeUnits = ['s', 'ms', 'us', 'ns'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** Microseconds in one. */
const unitUs: Record<TimeUnit, number> = { s: 1e6, ms: 1e3, us: 1, ns: 1e-3 };

const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** From 2001 in each unit up to where the next takes over: elsewhere a number may be of several. */
const knownRanges = [
  [1e9, 1e11],
  [1e12, 1e14],
  [1e15, 1e17],
  [1e18, 1e20],
] as const;

/** A time as text in microseconds since the Unix epoch, `unknownUnit` for a number whose unit nothing tells, undefined for what is no time. */
export function timeInUnit(
  text: string,
  unit: TimeUnit | undefined,
): number | 'unknownUnit' | undefined {
  const trimmed = text.trim();
  if (!number.test(trimmed)) return parseTimeUs(trimmed);
  const value = Number(trimmed);
  if (unit !== undefined) return Math.round(value * unitUs[unit]);
  const isKnown = knownRanges.some(([from, to]) => value >= from && value < to);
  return isKnown ? epochUs(value) : 'unknownUnit';
}

/** A column of times; `at` is -1 where there is none. */
export interface TimeColumn {
  at: number;
  /** That its name ends with: `arrival_ms`. */
  unit?: TimeUnit;
}

/** The first column that is called one of these names, with a unit after it or without. */
export function timeColumn(columns: readonly string[], names: readonly string[]): TimeColumn {
  for (const name of names) {
    const at = columns.indexOf(name);
    if (at >= 0) return { at };
    const unit = timeUnits.find((each) => columns.includes(`${name}_${each}`));
    if (unit) return { at: columns.indexOf(`${name}_${unit}`), unit };
  }
  return { at: -1 };
}

/** Seconds, or what the unit is, as microseconds. */
export function durationUs(text: string, unit: TimeUnit = 's'): number {
  return Math.round(Number(text) * unitUs[unit]);
}

/** What is said of a number whose unit nothing tells. */
export const unknownUnit = {
  message: 'The unit of the times cannot be known: they do not count from 1970.',
  hint: `Use --time-unit ${timeUnits.join(', ').replace(/, ns$/, ' or ns')}.`,
} as const;
