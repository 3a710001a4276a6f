import { accountsText, type WithAccount } from '../../core/fleet/accounts.js';
import { formatCount, formatHz, formatUs } from '../../core/quantity/format.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { inFlightLimit, peakOf } from '../run/lane-jobs.js';

/** What each worker sends at most, and from which account. */
export function shareText(scenario: Scenario, workers: readonly WithAccount[]): string {
  const { hz, concurrency } = peakOf(scenario);
  const count = workers.length;
  const inFlight = formatCount(Math.floor(inFlightLimit(scenario) / count));
  const parts = [
    ...(hz > 0 ? [`up to ${formatHz(hz / count)}`] : []),
    ...(concurrency > 0 ? [`up to ${formatCount(Math.ceil(concurrency / count))} at once`] : []),
  ];
  const limit = hz > 0 ? `, with at most ${inFlight} in flight` : '';
  const accounts = accountsText(workers) || 'their account is not known';
  return `Each sends ${parts.join(' and ')}${limit}; ${accounts}.`;
}

/** `maxInFlight` is of the whole run: what it means where that is less than so many workers may need. */
export function inFlightWarnings(scenario: Scenario, workers: number): string[] {
  const { hz } = peakOf(scenario);
  const limit = inFlightLimit(scenario);
  if (hz === 0) return [];
  const ofAll = `maxInFlight is ${formatCount(limit)} for all workers together`;
  if (limit < workers) {
    return [
      `${ofAll}, and there are ${formatCount(workers)}: some would drop all that comes due. Set it to ${formatCount(workers)} at least (--max-in-flight).`,
    ];
  }
  if (hz <= limit) return [];
  const meanUs = (limit / hz) * 1e6;
  return [
    `${ofAll}: at ${formatHz(hz)} that is enough for responses that take ${formatUs(meanUs)} on average. If yours take longer, set it higher (--max-in-flight), or invocations are dropped.`,
  ];
}
