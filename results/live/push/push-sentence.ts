import { formatCount } from '../../../core/quantity/format.js';
import type { PushTally } from './push-queue.js';

/** What of a run's metrics did not arrive; undefined where all did. `tally` is absent where the thread died. */
export function pushSentence(
  place: string,
  tally: PushTally | undefined,
  failure: string | undefined,
): string | undefined {
  if (tally === undefined) {
    return `Metrics were not pushed to ${place} to the end: ${failure ?? 'its thread ended'}.`;
  }
  const { offered, delivered, why = '', rejected } = tally;
  if (delivered < offered) {
    const of = `${formatCount(offered - delivered)} of ${formatCount(offered)} pushes of metrics`;
    return `${of} did not reach ${place}: ${why}. Send the totals with reprise report last --out otlp=URL.`;
  }
  return rejected === undefined ? undefined : `${place} did not take all metrics: ${rejected}.`;
}
