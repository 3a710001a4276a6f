import type { LocalClock } from '../clock.js';
import { Fifo } from '../fifo.js';

/** The metrics of a function that are kept, as CloudWatch names them (AWS Lambda guide, "Types of metrics for Lambda functions"). */
export const metricNames = [
  ...(['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'] as const),
  ...(['AsyncEventsReceived', 'AsyncEventAge', 'AsyncEventsDropped'] as const),
  ...(['DestinationDeliveryFailures', 'DeadLetterErrors'] as const),
] as const;

/** A metric of a function. */
export type MetricName = (typeof metricNames)[number];

/** What a value is of: the dimensions `FunctionName`, `Resource` and `ExecutedVersion`. */
export interface MeasuredOf {
  functionName: string;
  /** The function as it was called: `checkout:live`. */
  resource: string;
  version: string;
  /** Another for every other of these; made once, since it is looked up for every invocation. */
  readonly key: string;
}

/** Some of the dimensions: those that are absent are added up. */
export type MetricDimensions = Pick<MeasuredOf, 'functionName'> &
  Partial<Pick<MeasuredOf, 'resource' | 'version'>>;

/** The values of one metric in one minute. */
export interface Statistics {
  sum: number;
  count: number;
  least: number;
  most: number;
}

interface Cell extends MeasuredOf {
  readonly values: Partial<Record<MetricName, Statistics>>;
}

/** Values of several metrics, of one thing that happened. */
export type MeasuredValues = Partial<Record<MetricName, number>>;

interface Late {
  of: MeasuredOf;
  values: MeasuredValues;
  minute: number;
  readableMs: number;
}

/** So many minutes are kept: a day. CloudWatch keeps them for 15 days. */
const keptMinutes = 1440;
export const minuteMs = 60_000;

/** What the functions did, minute by minute, as CloudWatch has it. */
export class MetricStore {
  readonly #clock: LocalClock;
  readonly #lagMs: number;
  readonly #minutes = new Map<number, Map<string, Cell>>();
  readonly #late = new Fifo<Late>();

  /** `lagMs`: how long a value takes until it can be read. */
  constructor(clock: LocalClock, lagMs = 0) {
    this.#clock = clock;
    this.#lagMs = lagMs;
  }

  /** Enters values of something that began at `atMs`, milliseconds since 1970. */
  record(of: MeasuredOf, values: MeasuredValues, atMs: number): void {
    const minute = Math.floor(atMs / minuteMs);
    if (this.#lagMs === 0) this.#enter(of, values, minute);
    else {
      const readableMs = this.#clock.epochMs() + this.#lagMs;
      this.#late.push({ of, values, minute, readableMs });
    }
  }

  /** What can be read by now of a minute; undefined where there is nothing. */
  statistics(
    name: MetricName,
    { functionName, resource, version }: MetricDimensions,
    minute: number,
  ): Statistics | undefined {
    this.#enterReadable();
    let total: Statistics | undefined;
    for (const cell of this.#minutes.get(minute)?.values() ?? []) {
      const { [name]: values } = cell.values;
      const isMeant =
        cell.functionName === functionName &&
        (resource === undefined || cell.resource === resource) &&
        (version === undefined || cell.version === version);
      if (isMeant && values !== undefined) total = merged(total, values);
    }
    return total;
  }

  #enterReadable(): void {
    const nowMs = this.#clock.epochMs();
    for (;;) {
      const next = this.#late.at(0);
      if (next === undefined || next.readableMs > nowMs) return;
      this.#late.shift();
      this.#enter(next.of, next.values, next.minute);
    }
  }

  #enter(of: MeasuredOf, measured: MeasuredValues, minute: number): void {
    const { values } = this.#cell(of, minute);
    for (const name in measured) {
      const value = measured[name as MetricName] as number;
      const known = values[name as MetricName];
      if (known !== undefined) addTo(known, value);
      else values[name as MetricName] = { sum: value, count: 1, least: value, most: value };
    }
  }

  #cell(of: MeasuredOf, minute: number): Cell {
    const cells = this.#cellsOf(minute);
    let cell = cells.get(of.key);
    if (cell === undefined) {
      cell = { ...of, values: {} };
      cells.set(of.key, cell);
    }
    return cell;
  }

  #cellsOf(minute: number): Map<string, Cell> {
    let cells = this.#minutes.get(minute);
    if (cells === undefined) {
      cells = new Map();
      this.#minutes.set(minute, cells);
      const [oldest] = this.#minutes.keys();
      if (this.#minutes.size > keptMinutes && oldest !== undefined) this.#minutes.delete(oldest);
    }
    return cells;
  }
}

function addTo(known: Statistics, value: number): void {
  known.sum += value;
  known.count++;
  if (value < known.least) known.least = value;
  if (value > known.most) known.most = value;
}

/** The values of two stretches, or of two cells, together. */
export function merged(total: Statistics | undefined, more: Statistics): Statistics {
  if (total === undefined) return { ...more };
  return {
    sum: total.sum + more.sum,
    count: total.count + more.count,
    least: Math.min(total.least, more.least),
    most: Math.max(total.most, more.most),
  };
}
