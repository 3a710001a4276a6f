import type { LatencyHistogram } from '../../core/measure/histogram.js';
import type { Account } from '../../core/measure/run-books.js';
import type { Unit } from '../document/document.js';

/** A number of a run that is followed from run to run. */
export interface TrendMetric {
  name: string;
  unit: Unit;
  /** Null where the run has none. */
  of(total: Account): number | null;
}

const percentile =
  (which: 'response' | 'service' | 'duration' | 'init', p: number) =>
  (total: Account): number | null =>
    of(total[which], (histogram) => histogram.percentileUs(p));

function of(
  histogram: LatencyHistogram,
  value: (histogram: LatencyHistogram) => number,
): number | null {
  return histogram.count === 0 ? null : value(histogram);
}

const share =
  (count: (outcomes: Account['outcomes']) => number) =>
  ({ outcomes, planned }: Account): number | null =>
    planned === 0 ? null : count(outcomes) / planned;

/** Every metric that has a trend; one without a value in any run is left out. */
export const trendMetrics: readonly TrendMetric[] = [
  { name: 'Response p50', unit: 'us', of: percentile('response', 50) },
  { name: 'Response p90', unit: 'us', of: percentile('response', 90) },
  { name: 'Response p99', unit: 'us', of: percentile('response', 99) },
  { name: 'Response mean', unit: 'us', of: ({ response }) => of(response, (h) => h.meanUs) },
  { name: 'Service p50', unit: 'us', of: percentile('service', 50) },
  { name: 'Service p99', unit: 'us', of: percentile('service', 99) },
  { name: 'Duration p50', unit: 'us', of: percentile('duration', 50) },
  { name: 'Duration p99', unit: 'us', of: percentile('duration', 99) },
  { name: 'Init duration p50', unit: 'us', of: percentile('init', 50) },
  { name: 'OK', unit: 'share', of: share(({ ok }) => ok) },
  {
    name: 'Errors',
    unit: 'share',
    of: share(
      (each) => each.functionError + each.rejected + each.serviceError + each.transportError,
    ),
  },
  { name: 'Throttled', unit: 'share', of: share(({ throttled }) => throttled) },
  {
    name: 'Cold starts',
    unit: 'share',
    of: ({ coldStarts, reports }) => (reports === 0 ? null : coldStarts / reports),
  },
  { name: 'Rate', unit: 'hz', of: ({ rate }) => rate?.reachedHz ?? null },
];
