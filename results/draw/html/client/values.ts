import {
  formatCount,
  formatHz,
  formatSeconds,
  formatShare,
  formatUs,
} from '../../../../core/quantity/format.js';
import type { Unit } from '../../../document/document.js';

/** A value as it stands in legends and tables; a dash where there is none. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return '–';
  if (unit === 'us') return formatUs(value);
  if (unit === 'share') return formatShare(value, 1);
  return unit === 'hz' ? formatHz(value) : formatCount(value);
}

/** Shorter, for an axis, whose ticks are round numbers. */
export function formatTick(value: number, unit: Unit): string {
  if (value === 0) return '0';
  return unit === 'count' ? formatCount(value) : formatValue(value, unit);
}

/** Seconds of the run on an axis: `0:30`, `1:05:00`. */
export function formatClock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const two = (n: number): string => String(n).padStart(2, '0');
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The step that begins there, in words. */
export function formatStep(startS: number, stepS: number): string {
  const start = formatSeconds(startS);
  return stepS === 1 ? `at ${start}` : `${start} to ${formatSeconds(startS + stepS)}`;
}
