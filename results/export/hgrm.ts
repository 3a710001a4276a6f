import { createRequire } from 'node:module';
import type { RunReport } from '../document/run-report.js';

const load = createRequire(import.meta.url);

/** HdrHistogram's own default (`outputPercentileDistribution`). */
const ticksPerHalfDistance = 5;

/**
 * The response times by percentile, in milliseconds, as HdrHistogram prints them: what its plotter
 * and other tools take as `.hgrm`.
 */
export function hgrm({ books }: RunReport): string {
  // Loaded when it is needed, which is seldom.
  const { decodeFromCompressedBase64 } = load(
    'hdr-histogram-js',
  ) as typeof import('hdr-histogram-js');
  const histogram = decodeFromCompressedBase64(books.total().response.encode(), 32, false);
  return histogram.outputPercentileDistribution(ticksPerHalfDistance, 1000);
}
