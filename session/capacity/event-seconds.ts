import { LatencyHistogram } from '../../core/measure/histogram.js';
import type { StepSecond } from './step-seconds.js';

/** When an event should have been sent, and when it ran: seconds from the start of its run. */
export interface EventTimes {
  sentS: number;
  /** Of its attempts, in order. */
  attempts: readonly { startS: number; endS?: number }[];
  /** From the intended send to the end of its first success. */
  endToEndUs?: number;
}

/**
 * The seconds of a run of events, as a search looks at them: `inFlight` is how many had been sent and had
 * not yet started at a second's end, `served` how many started for the first time in it, `maxInFlight` how
 * many attempts ran at its end. Events come in any order.
 */
export class EventSeconds {
  readonly #sent: number[] = [];
  readonly #firstStarts: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #response = new Map<number, LatencyHistogram>();

  add({ sentS, attempts, endToEndUs }: EventTimes): void {
    count(this.#sent, sentS);
    const [first] = attempts;
    if (first) count(this.#firstStarts, first.startS);
    for (const { startS, endS } of attempts) {
      count(this.#starts, startS);
      if (endS !== undefined) count(this.#ends, endS);
    }
    if (endToEndUs === undefined) return;
    const second = secondOf(sentS + endToEndUs / 1e6);
    const response = this.#response.get(second) ?? new LatencyHistogram();
    response.record(endToEndUs);
    this.#response.set(second, response);
  }

  /** From the run's first second to the last in which anything happened. */
  all(): StepSecond[] {
    const length = Math.max(this.#sent.length, this.#starts.length, this.#ends.length);
    let [waiting, running] = [0, 0];
    return Array.from({ length }, (_, second) => {
      const served = this.#firstStarts[second] ?? 0;
      waiting += (this.#sent[second] ?? 0) - served;
      running += (this.#starts[second] ?? 0) - (this.#ends[second] ?? 0);
      const response = this.#response.get(second) ?? new LatencyHistogram();
      return { second, served, throttled: 0, inFlight: waiting, maxInFlight: running, response };
    });
  }
}

/** Lambda's clock may be behind this machine's: what seems to be before the run is of its first second. */
function secondOf(atS: number): number {
  return Math.max(0, Math.floor(atS));
}

function count(counts: number[], atS: number): void {
  const second = secondOf(atS);
  while (counts.length <= second) counts.push(0);
  counts[second] = (counts[second] as number) + 1;
}
