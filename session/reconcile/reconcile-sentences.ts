import { formatSeconds } from '../../core/quantity/format.js';
import { loadMetrics } from '../../core/reconcile/metric-source.js';
import { defaultWithinS, type ReconcileOptions } from './reconcile-options.js';

/**
 * What will be read after a run, said before it. Throws `RepriseError` where the client of CloudWatch
 * is not installed: better now than when everything has been sent.
 */
export async function reconcileSentences({
  withinS = defaultWithinS,
}: ReconcileOptions): Promise<string[]> {
  (await loadMetrics({})).close();
  return [
    `CloudWatch's metrics of the run's minutes are read afterwards, for up to ${formatSeconds(withinS)} until they are all there.`,
  ];
}
