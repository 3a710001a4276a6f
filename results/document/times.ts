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

/** What both are called where they are shown as one. */
export const foldedName = 'response, service';

/**
 * Whether response and service times are the same to within 1% at everything that is shown of them: the
 * generator added nothing that could be seen, and one row says what two would.
 */
export function isFolded({
  response,
  service,
}: Record<'response' | 'service', LatencyHistogram>): boolean {
  const pairs = valuesOf(response).map((us, at) => [us, valuesOf(service)[at] ?? 0] as const);
  return response.count === service.count && pairs.every(([a, b]) => Math.abs(a - b) <= 0.01 * a);
}

const percentiles = [50, 90, 95, 99, 99.9];

/** The columns of a table of times, the same everywhere. */
export const timeColumns: readonly Column[] = [
  ...detailed(numeric('Count')),
  ...numeric('Mean', ...percentiles.map((each) => `p${each}`), 'Max'),
];

/** The cells of `timeColumns`; dashes without data. */
export function timeCells(histogram: LatencyHistogram): string[] {
  const { count } = histogram;
  const texts = valuesOf(histogram).map((us) => (count === 0 ? '–' : formatUs(us)));
  return [formatCount(count), ...texts];
}

function valuesOf(histogram: LatencyHistogram): number[] {
  const { meanUs, maxUs } = histogram;
  return [meanUs, ...percentiles.map((each) => histogram.percentileUs(each)), maxUs];
}
