import { formatCount, formatUs } from '../../core/quantity/format.js';
import { isoTime } from '../../core/quantity/iso-time.js';
import type { ArrivalsOverTime } from '../../core/recording/store/arrivals.js';
import type { Style } from '../../results/draw/terminal/style.js';

/** How a chart is drawn. */
export interface ChartLook {
  /** Of the whole line. */
  columns: number;
  /** Without the block characters of Unicode. */
  isAscii: boolean;
  style: Style;
}

const rows = 5;
const margin = 2;
const eighths = ' ▁▂▃▄▅▆▇█';

/** How many buckets fit into a line. */
export function bucketsFor(columns: number): number {
  return Math.max(10, columns - margin);
}

/** Whether the terminal's locale has UTF-8 (POSIX: LC_ALL before LC_CTYPE before LANG), and it is one. */
export function wantsAscii(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((name) => name) ?? '';
  return stream.isTTY !== true || !/utf-?8/i.test(locale);
}

/** The arrivals as bars over time, with their scale, and the peak and the longest gap in words. */
export function arrivalLines(arrivals: ArrivalsOverTime, look: ChartLook): string[] {
  const { counts, bucketUs, peak, longestGap } = arrivals;
  const top = Math.max(...counts);
  const indent = ' '.repeat(margin);
  const bars = Array.from({ length: rows }, (_, row) =>
    counts.map((count) => cell((count / top) * rows - (rows - 1 - row), look.isAscii)).join(''),
  );
  const spanUs = bucketUs * counts.length;
  return [
    `${indent}${look.style.dim(`arrivals, each column ${formatUs(bucketUs)}, the highest ${formatCount(top)}`)}`,
    ...bars.map((line) => `${indent}${look.style.cyan(line.trimEnd())}`),
    `${indent}${look.style.dim(axis(spanUs, counts.length))}`,
    `${indent}peak ${formatCount(peak.count)} in one second, from ${isoTime(peak.startUs)}`,
    ...(longestGap
      ? [
          `${indent}longest gap ${formatUs(longestGap.durationUs)}, from ${isoTime(longestGap.startUs)}`,
        ]
      : []),
  ];
}

/** One character of a column; `filled` is how much of it the column fills, 1 and more for all. */
function cell(filled: number, isAscii: boolean): string {
  if (isAscii) return filled >= 0.5 ? '#' : filled > 0 ? '.' : ' ';
  if (filled <= 0) return ' ';
  return eighths[Math.max(1, Math.min(8, Math.round(filled * 8)))] ?? ' ';
}

function axis(spanUs: number, width: number): string {
  const end = formatUs(spanUs);
  return `0${end.padStart(Math.max(end.length + 1, width - 1))}`;
}
