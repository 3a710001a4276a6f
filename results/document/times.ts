import type { LatencyHistogram } from '../../core/measure/histogram.js';
import { formatCount, formatUs } from '../../core/quantity/format.js';
import { detailed, numeric } from './build.js';
import type { Column } from './document.js';

/** What each time is called, in every table. */
export const timeNames = {
  response: 'response time',
  cold: '· cold starts',
  warm: '· warm starts',
  service: 'service time',
  duration: 'duration',
  init: 'init duration',
  ttfb: 'to first byte',
  firstChunk: '· first chunk',
  refused: 'refused after',
} as const;

const percentiles = [50, 90, 95, 99, 99.9];

/** The columns of a table of times, the same everywhere. */
export const timeColumns: readonly Column[] = [
  ...detailed(numeric('Count')),
  ...numeric('Mean', ...percentiles.map((each) => `p${each}`), 'Max'),
];

/** The cells of `timeColumns`; dashes without data. */
export function timeCells(histogram: LatencyHistogram): string[] {
  const { count, meanUs, maxUs } = histogram;
  const values = [meanUs, ...percentiles.map((each) => histogram.percentileUs(each)), maxUs];
  return [formatCount(count), ...values.map((us) => (count === 0 ? '–' : formatUs(us)))];
}
