import type { Account } from '../../measure/run-books.js';
import type { DemandWatch } from './demand-watch.js';
import type { Demand, DemandFinding, DemandGap } from './findings.js';
import type { Load } from './load.js';

/** Up to here measured and computed are one: whole seconds and chance do not tell more. */
const spread = 0.15;

/** From here on the busiest stretch is told beside the whole. */
const busier = 1.2;

/**
 * What concurrency a load needed, by Little's law (L = λ × W; J. D. C. Little, "A Proof for the
 * Queuing Formula", Operations Research 9, 1961), against what was in flight. Undefined where nothing
 * was served.
 */
export function judgeDemand(
  load: Load,
  watch: DemandWatch,
  account: Account,
  { isClosed, drivenS }: { isClosed: boolean; drivenS: number | undefined },
): DemandFinding | undefined {
  const [whole, busiest] = [watch.whole(drivenS), watch.busiest(drivenS)];
  if (!whole || !busiest) return undefined;
  const details = {
    isClosed,
    isBusierApart: busiest.needed > busier * whole.needed + 1,
    wholeGap: gapOf(whole, account),
    busiestGap: gapOf(busiest, account),
  };
  return { functionName: load.functions[0] as string, whole, busiest, details };
}

/** Why what was in flight is not what the load needs; null where it is, or nobody knows. */
function gapOf({ needed, meanInFlight }: Demand, { outcomes, planned }: Account): DemandGap | null {
  const slack = spread * needed + 1;
  if (meanInFlight > needed + slack) {
    return outcomes.transportError > spread * planned ? 'unanswered' : null;
  }
  const { throttled, dropped } = outcomes;
  if (meanInFlight >= needed - slack || throttled + dropped === 0) return null;
  if (throttled === 0) return 'notSent';
  return dropped === 0 ? 'throttled' : 'throttledOrNotSent';
}
