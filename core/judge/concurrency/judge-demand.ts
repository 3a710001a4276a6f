import type { Account } from '../../measure/run-books.js';
import { formatCount, formatHz, formatSeconds, formatUs } from '../../quantity/format.js';
import type { DemandWatch } from './demand-watch.js';
import type { Demand, DemandFinding } from './findings.js';
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
  isClosed: boolean,
): DemandFinding | undefined {
  const { whole, busiest } = watch;
  if (!whole || !busiest) return undefined;
  const why = (demand: Demand): string => whyApart(demand, account);
  const head = isClosed ? 'In a closed loop the load kept' : 'The load needs';
  const sentences = [`${head} ${demandText(whole)}${why(whole)}.`];
  if (busiest.needed > busier * whole.needed + 1) {
    const when = `At its busiest, ${formatSeconds(busiest.fromS)} to ${formatSeconds(busiest.toS)}, it`;
    sentences.push(`${when} needs ${demandText(busiest)}${why(busiest)}.`);
  }
  return { functionName: load.functions[0] as string, whole, busiest, sentences };
}

function demandText(demand: Demand): string {
  const { arrivalHz, serviceMs, needed, meanInFlight, peakInFlight } = demand;
  const law = `${formatHz(arrivalHz)} × ${formatUs(serviceMs * 1000)}`;
  const measured = `in flight were ${amount(meanInFlight)} on average, ${formatCount(peakInFlight)} at most`;
  return `${amount(needed)} at once (${law}); ${measured}`;
}

/** Why what was in flight is not what the load needs, where that is known. */
function whyApart({ needed, meanInFlight }: Demand, { outcomes, planned }: Account): string {
  const slack = spread * needed + 1;
  if (meanInFlight > needed + slack) {
    const isUnanswered = outcomes.transportError > spread * planned;
    return isUnanswered ? ': what was never answered was in flight too' : '';
  }
  if (meanInFlight >= needed - slack) return '';
  const { throttled, dropped } = outcomes;
  if (throttled + dropped === 0) return '';
  if (throttled === 0) return ': the rest was not sent';
  return dropped === 0 ? ': the rest was throttled' : ': the rest was throttled or not sent';
}

/** `0.4`, `20.1`, `1,204` */
function amount(n: number): string {
  return n >= 100 ? formatCount(n) : String(Number(n.toPrecision(n < 1 ? 2 : 3)));
}
