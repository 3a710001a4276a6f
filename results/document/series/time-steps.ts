import { outcomeKinds } from '../../../core/invoke/outcome.js';
import { type Breakdown, fold } from '../../../core/measure/fold.js';
import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import type { PlannedWorkload } from '../../../core/measure/run-books.js';

/** One value of a step with the least and the greatest of its seconds; all null where there is none. */
export interface Spread {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** The percentiles that are drawn over time. */
export const drawnPercentiles = [50, 90, 99, 99.9] as const;

/** A stretch of the run, of one second or more. */
export interface TimeStep {
  startS: number;
  /** Arrivals per second that open stages asked for; null where only closed loops were on. */
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
  workloads: readonly PlannedWorkload[],
  stepS: number,
): Iterable<TimeStep> {
  let open: StepBuilder | undefined;
  const scratch = new Ledger();
  for (const interval of intervals) {
    const at = Math.floor(interval.second / stepS) * stepS;
    if (open && open.startS !== at) {
      yield open.finish();
      open = undefined;
    }
    open ??= new StepBuilder(at, stepS, workloads, scratch);
    open.add(interval);
  }
  if (open) yield open.finish();
}

/** What is read of one second. */
interface Second {
  askedHz: number | null;
  sentHz: number;
  inFlight: number;
  response: (number | null)[];
  service: (number | null)[];
  ttfb: (number | null)[];
  latenessP99: number | null;
  failures: Map<string, number>;
}

/** One step as its seconds are added. */
export class StepBuilder {
  readonly startS: number;
  readonly #stepS: number;
  readonly #workloads: readonly PlannedWorkload[];
  readonly #ledger = new Ledger();
  /** For one second at a time: its histograms' memory is used again. */
  readonly #scratch: Ledger;
  readonly #seconds: Second[] = [];

  constructor(
    startS: number,
    stepS: number,
    workloads: readonly PlannedWorkload[],
    scratch: Ledger,
  ) {
    this.#scratch = scratch;
    this.startS = startS;
    this.#stepS = stepS;
    this.#workloads = workloads;
  }

  add(interval: Interval): void {
    if (this.#stepS > 1) this.#ledger.addData(interval.ledger);
    this.#scratch.clear();
    this.#scratch.addData(interval.ledger);
    this.#seconds.push(this.#secondOf(this.#scratch, interval.maxInFlight));
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

  #secondOf(ledger: Ledger, inFlight: number): Second {
    const part = fold(ledger);
    return {
      askedHz: this.#askedHz(ledger),
      sentHz: part.sent,
      inFlight,
      response: percentilesOf(part.response),
      service: percentilesOf(part.service),
      ttfb: percentilesOf(part.stream.ttfb),
      latenessP99: part.lateness.count === 0 ? null : part.lateness.percentileUs(99),
      failures: failuresOf(part),
    };
  }

  /** A closed loop asks for no rate: what came due in it is what it could send. */
  #askedHz(ledger: Ledger): number | null {
    const open = [...ledger.stages()].filter(
      ({ workload, stage }) => this.#workloads[workload]?.stages[stage]?.concurrency === undefined,
    );
    const isClosed = this.#workloads.every(({ stages }) =>
      stages.every(({ concurrency }) => concurrency !== undefined),
    );
    return isClosed ? null : open.reduce((sum, { due }) => sum + due, 0);
  }
}

function percentilesOf(histogram: LatencyHistogram): (number | null)[] {
  return drawnPercentiles.map((p) => (histogram.count === 0 ? null : histogram.percentileUs(p)));
}

function failuresOf({ outcomes, throttles }: Breakdown): Map<string, number> {
  const failures = new Map(throttles);
  for (const kind of outcomeKinds) {
    if (kind === 'ok' || kind === 'throttled' || outcomes[kind] === 0) continue;
    failures.set(kind, outcomes[kind]);
  }
  return failures;
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
