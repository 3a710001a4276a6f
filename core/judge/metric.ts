import type { LatencyHistogram } from '../measure/histogram.js';
import type { Part } from './expectations/part.js';

/**
 * What a metric is measured in, which decides how its limit is written: a duration, megabytes or a
 * percentage of the memory, a count or a percentage of arrivals, a rate or a percentage of the rate
 * asked for, US dollars.
 */
export type Dimension =
  | 'time'
  | 'memory'
  | 'count'
  | 'rate'
  | 'money'
  | 'attempts'
  | StreamDimension;

/** Of a streamed response: its bytes, its chunks, or its bytes per second. */
export type StreamDimension = 'bytes' | 'chunks' | 'bandwidth';

/** Of how many of all that belong to a sum it is known. */
export interface PartialSum {
  known: number;
  of: number;
}

/** A measured value in microseconds, MB, invocations, Hz or US dollars. */
export interface Observation {
  value: number;
  /** What a percentage is of. */
  whole?: number;
  /** The rate that the load says, where `whole` is the one that was planned by it. */
  askedHz?: number;
  /** What a statistic was taken of. */
  histogram?: LatencyHistogram;
  /** The value is of so many of all: with the others it may be more, and is not less. */
  knownOf?: PartialSum;
  /** The value may be as much as this, since so many events are undecided. */
  most?: number;
  undecided?: number;
}

/**
 * What a metric is without: nothing was served, sent, planned, sent at a rate that the plan asked for,
 * or came to an end; no answer had a REPORT, or reported a cold start.
 */
export type MissingData =
  | 'notServed'
  | 'notSent'
  | 'notPlanned'
  | 'noRate'
  | 'notEnded'
  | 'noReport'
  | 'notStreamed'
  | 'noColdStart'
  | 'notFollowed';

/** Something that can be expected of a run or of a part of it. */
export interface Metric {
  /** As an expectation writes it: `p99`, `service.max`, `throttled(CallerRateLimitExceeded)`. */
  name: string;
  dimension: Dimension;
  /** Undefined: there is nothing to measure, which fails every expectation. */
  read(part: Part): Observation | undefined;
  /** Why there is nothing. */
  missing: MissingData;
  /** A time that for `Event` invocations is that of acceptance. */
  isLatency?: true;
  /** The percentile that it is, below 100: the verdict then needs enough samples above it. */
  percentile?: number;
  /** Known of stages only: what it counts has no executed version and no kind of start. */
  isOfStages?: true;
  /** Its absence from a window is no cause for alarm: not every window sees a cold start. */
  isRare?: true;
  /** Of what became of events: known after the run, of whole workloads. */
  isOfEvents?: true;
}
