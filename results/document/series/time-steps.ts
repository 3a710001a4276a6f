import { fold } from '../../../core/measure/fold.js';
import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { drawnPercentiles, type SecondReader, type SecondValues } from './second-reader.js';

/** One value of a step with the least and the greatest of its seconds; all null where there is none. */
export interface Spread {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** A stretch of the run, of one second or more. */
export interface TimeStep {
  startS: number;
  /** Arrivals per second that open stages ask for; null where there are only closed loops. */
  askedHz: Spread;
  sentHz: Spread;
  /** The most in flight in each second. */
  inFlight: Spread;
  /** In the order of `drawnPercentiles`. */
  response: Spread[];
  service: Spread[];
  /** Times to the first byte of streamed answers. */
  ttfb: Spread[];
  /** The 99th percentile of how late arrivals were sent. */
  latenessP99: Spread;
  /** Failures per second by what they are: a throttle's reason, else the outcome. */
  failures: Map<string, Spread>;
}

/** More steps than a plot has columns on most screens, and few enough for a file under 1 MB. */
export const maxSteps = 900;

/** How many seconds each step holds, so that a run of that length has at most `maxSteps`. */
export function stepLength(durationS: number): number {
  return Math.max(1, Math.ceil(durationS / maxSteps));
}

/**
 * The seconds of a run as steps of `stepS` seconds each: percentiles are of all invocations of the
 * step, and beside every value stand the least and the greatest of its seconds, so that no peak is
 * lost. Reads the intervals once, one step at a time.
 */
export function* timeSteps(
  intervals: Iterable<Interval>,
  reader: SecondReader,
  stepS: number,
): Iterable<TimeStep> {
  let open: StepBuilder | undefined;
  for (const interval of intervals) {
    const at = Math.floor(interval.second / stepS) * stepS;
    if (open && open.startS !== at) {
      yield open.finish();
      open = undefined;
    }
    open ??= new StepBuilder(at, stepS, reader);
    open.add(interval);
  }
  if (open) yield open.finish();
}

/** One step as its seconds are added. */
export class StepBuilder {
  readonly startS: number;
  readonly #stepS: number;
  readonly #ledger = new Ledger();
  readonly #reader: SecondReader;
  readonly #seconds: SecondValues[] = [];

  constructor(startS: number, stepS: number, reader: SecondReader) {
    this.startS = startS;
    this.#stepS = stepS;
    this.#reader = reader;
  }

  add(interval: Interval): void {
    if (this.#stepS > 1) this.#ledger.addData(interval.ledger);
    this.#seconds.push(this.#reader.read(interval));
  }

  finish(): TimeStep {
    const seconds = this.#seconds;
    const whole = this.#stepS === 1 ? undefined : fold(this.#ledger);
    const kinds = new Set(seconds.flatMap(({ failures }) => [...failures.keys()]));
    return {
      startS: this.startS,
      askedHz: mean(seconds.map(({ askedHz }) => askedHz)),
      sentHz: mean(seconds.map(({ sentHz }) => sentHz)),
      inFlight: greatest(seconds.map(({ inFlight }) => inFlight)),
      response: drawnPercentiles.map((p, at) =>
        ofStep(
          whole?.response,
          p,
          seconds.map(({ response }) => response[at] ?? null),
        ),
      ),
      service: drawnPercentiles.map((p, at) =>
        ofStep(
          whole?.service,
          p,
          seconds.map(({ service }) => service[at] ?? null),
        ),
      ),
      ttfb: drawnPercentiles.map((p, at) =>
        ofStep(
          whole?.stream.ttfb,
          p,
          seconds.map(({ ttfb }) => ttfb[at] ?? null),
        ),
      ),
      latenessP99: ofStep(
        whole?.lateness,
        99,
        seconds.map(({ latenessP99 }) => latenessP99),
      ),
      failures: new Map(
        [...kinds].map((kind) => [
          kind,
          mean(seconds.map(({ failures }) => failures.get(kind) ?? 0)),
        ]),
      ),
    };
  }
}

/** Of all invocations of the step; of a step of one second that is the second's own value. */
function ofStep(
  whole: LatencyHistogram | undefined,
  percentile: number,
  seconds: (number | null)[],
): Spread {
  const known = seconds.filter((value) => value !== null);
  if (known.length === 0) return nothing;
  const value = whole ? whole.percentileUs(percentile) : (known[0] ?? null);
  return { value, low: Math.min(...known), high: Math.max(...known) };
}

function mean(seconds: (number | null)[]): Spread {
  const known = seconds.filter((value) => value !== null);
  if (known.length === 0) return nothing;
  const sum = known.reduce((all, value) => all + value, 0);
  return { value: sum / known.length, low: Math.min(...known), high: Math.max(...known) };
}

function greatest(seconds: number[]): Spread {
  const high = Math.max(...seconds);
  return { value: high, low: Math.min(...seconds), high };
}

const nothing: Spread = { value: null, low: null, high: null };
