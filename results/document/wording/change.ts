import type { MetricComparison } from '../../../core/judge/compare/comparison.js';

/** A change for a person: `+3.2%`; of shares in percentage points, `+0.12 pp`. */
export function changeText(change: number, unit: MetricComparison['unit']): string {
  const percent = change * 100;
  const digits = Math.abs(percent) >= 10 ? 1 : 2;
  const text = Math.abs(percent).toFixed(digits);
  const sign = Number(text) === 0 ? '±' : percent > 0 ? '+' : '−';
  return `${sign}${Number(text)}${unit === 'relative' ? '%' : ' pp'}`;
}

type Bounded = Pick<MetricComparison, 'low' | 'high' | 'unit'> & { pairsRequired?: number };

/** A change with its interval: `+3.2% (+1.1% to +5.4%)`; `no data` where there is none. */
export function intervalText(metric: Bounded & Pick<MetricComparison, 'estimate'>): string {
  const { estimate, unit } = metric;
  if (estimate === null) return 'no data';
  const { low, high } = metric;
  const bounds =
    low === null || high === null
      ? boundsText(metric)
      : `${changeText(low, unit)} to ${changeText(high, unit)}`;
  return `${changeText(estimate, unit)} (${bounds})`;
}

/** The interval alone; where there are too few pairs for one, how many it needs. */
export function boundsText({ low, high, unit, pairsRequired }: Bounded): string {
  if (pairsRequired !== undefined) return `needs ${pairsRequired}`;
  if (low === null || high === null) return '–';
  return `${changeText(low, unit).replace(/(%| pp)$/, '')} to ${changeText(high, unit)}`;
}

/** A p value as people read them: `p < 0.001`, `p = 0.034`. */
export function pText(pValue: number): string {
  return pValue < 0.001 ? 'p < 0.001' : `p = ${Number(pValue.toPrecision(2))}`;
}
