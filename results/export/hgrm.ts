import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { RunReport } from '../document/run-report.js';

/** HdrHistogram's own default (`outputPercentileDistribution`). */
const ticksPerHalfDistance = 5;

/**
 * The response times by percentile, in milliseconds, as HdrHistogram prints them: what its plotter
 * and other tools take as `.hgrm`.
 */
export function hgrm({ books }: RunReport): string {
  const histogram = decodeFromCompressedBase64(books.total().response.encode(), 32, false);
  return histogram.outputPercentileDistribution(ticksPerHalfDistance, 1000);
}
