import { fold } from '../../../core/measure/fold.js';
import { type HistogramData, LatencyHistogram } from '../../../core/measure/histogram.js';
import type { Interval } from '../../../core/measure/interval.js';
import type { PlannedWorkload } from '../../../core/measure/run-books.js';
import { drawnPercentiles, SecondReader } from './second-reader.js';
import { maxSteps, type Spread, StepBuilder, stepLength, type TimeStep } from './time-steps.js';

/** What the percentiles of a step are of, so that two steps can become one. */
type Times = Record<'response' | 'service' | 'lateness' | 'ttfb', HistogramData>;

interface KeptStep {
  step: TimeStep;
  seconds: number;
  times: Times;
}

/**
 * The seconds of a run that goes on, as the steps that `timeSteps` makes of one that has ended: at most
 * `maxSteps` of them. Where more seconds come than were planned, two steps become one.
 */
export class GrowingSteps {
  readonly #kept: KeptStep[] = [];
  readonly #reader: SecondReader;
  #stepS: number;

  /** `durationS` is what is planned; absent where nothing says how long the run takes. */
  constructor(workloads: readonly PlannedWorkload[], durationS = 0) {
    this.#reader = new SecondReader(workloads, Number.POSITIVE_INFINITY);
    this.#stepS = stepLength(durationS);
  }

  get stepS(): number {
    return this.#stepS;
  }

  get steps(): TimeStep[] {
    return this.#kept.map(({ step }) => step);
  }

  /** Seconds come in order. */
  add(interval: Interval): void {
    this.#append(this.#second(interval));
    if (this.#kept.length > maxSteps) this.#double();
  }

  #second(interval: Interval): KeptStep {
    const builder = new StepBuilder(interval.second, 1, this.#reader);
    builder.add(interval);
    const { response, service, lateness, stream } = fold(this.#reader.ledger);
    const times: Times = {
      ...{ response: response.toData(), service: service.toData() },
      ...{ lateness: lateness.toData(), ttfb: stream.ttfb.toData() },
    };
    return { step: builder.finish(), seconds: 1, times };
  }

  #append(next: KeptStep): void {
    const startS = Math.floor(next.step.startS / this.#stepS) * this.#stepS;
    const last = this.#kept.at(-1);
    if (last?.step.startS === startS) this.#kept[this.#kept.length - 1] = joined(last, next);
    else this.#kept.push({ ...next, step: { ...next.step, startS } });
  }

  #double(): void {
    this.#stepS *= 2;
    for (const kept of this.#kept.splice(0)) this.#append(kept);
  }
}

/** Two steps as one that begins with the first. */
function joined(first: KeptStep, second: KeptStep): KeptStep {
  const [a, b] = [first.step, second.step];
  const weights = [first.seconds, second.seconds] as const;
  const mean = (of: (step: TimeStep) => Spread) => meanOf(of(a), of(b), weights);
  const [response, service, lateness, ttfb] = (
    ['response', 'service', 'lateness', 'ttfb'] as const
  ).map((key) => sum(first.times[key], second.times[key])) as [
    LatencyHistogram,
    LatencyHistogram,
    LatencyHistogram,
    LatencyHistogram,
  ];
  const step: TimeStep = {
    startS: a.startS,
    askedHz: mean(({ askedHz }) => askedHz),
    sentHz: mean(({ sentHz }) => sentHz),
    inFlight: withValue(a.inFlight, b.inFlight, 'high'),
    response: percentiles(a.response, b.response, response),
    service: percentiles(a.service, b.service, service),
    ttfb: percentiles(a.ttfb, b.ttfb, ttfb),
    latenessP99: percentile(a.latenessP99, b.latenessP99, lateness, 99),
    failures: new Map(
      [...new Set([...a.failures.keys(), ...b.failures.keys()])].map((kind) => [
        kind,
        mean(({ failures }) => failures.get(kind) ?? none),
      ]),
    ),
  };
  const times = {
    response: response.toData(),
    service: service.toData(),
    lateness: lateness.toData(),
    ttfb: ttfb.toData(),
  };
  return { step, seconds: first.seconds + second.seconds, times };
}

const none: Spread = { value: 0, low: 0, high: 0 };

function sum(first: HistogramData, second: HistogramData): LatencyHistogram {
  const histogram = new LatencyHistogram();
  histogram.addData(first);
  histogram.addData(second);
  return histogram;
}

function meanOf(first: Spread, second: Spread, [one, other]: readonly [number, number]): Spread {
  if (first.value === null || second.value === null) return first.value === null ? second : first;
  const value = (first.value * one + second.value * other) / (one + other);
  return { ...extremes(first, second), value };
}

function withValue(first: Spread, second: Spread, key: 'low' | 'high'): Spread {
  const both = extremes(first, second);
  return { ...both, value: both[key] };
}

function percentiles(first: Spread[], second: Spread[], of: LatencyHistogram): Spread[] {
  return drawnPercentiles.map((p, at) =>
    percentile(first[at] ?? nothing, second[at] ?? nothing, of, p),
  );
}

function percentile(first: Spread, second: Spread, of: LatencyHistogram, p: number): Spread {
  return { ...extremes(first, second), value: of.count === 0 ? null : of.percentileUs(p) };
}

const nothing: Spread = { value: null, low: null, high: null };

function extremes(first: Spread, second: Spread): Omit<Spread, 'value'> {
  const known = (values: (number | null)[]) => values.filter((value) => value !== null);
  const [lows, highs] = [known([first.low, second.low]), known([first.high, second.high])];
  return {
    low: lows.length === 0 ? null : Math.min(...lows),
    high: highs.length === 0 ? null : Math.max(...highs),
  };
}
