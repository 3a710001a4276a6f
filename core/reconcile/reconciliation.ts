/** What both Reprise and CloudWatch count, as the service names it (AWS Lambda guide, "Types of metrics for Lambda functions"). */
export const comparedMetrics = [
  'Invocations',
  'Errors',
  'Throttles',
  'AsyncEventsReceived',
  'AsyncEventsDropped',
] as const;

/** What both count. */
export type ComparedMetric = (typeof comparedMetrics)[number];

/** Whose figures: a function's, of those what was called by one version or alias, and of that what one version ran. */
export interface MetricScope {
  /** The bare name. */
  functionName: string;
  qualifier?: string;
  executedVersion?: string;
}

/** A count of which Reprise knows only between what it lies: an unanswered invocation may have run. */
export interface Bounds {
  least: number;
  /** Null: nothing bounds it. */
  most: number | null;
}

/** The mean and the maximum of a time. */
export interface MeanAndMost {
  mean: number;
  most: number;
}

/** What Reprise itself counted of a scope. */
export interface OwnFigures {
  scope: MetricScope;
  counts: Partial<Record<ComparedMetric, Bounds>>;
  /** By the REPORTs that it saw; null without any. */
  durationMs: MeanAndMost | null;
}

/** What CloudWatch has of a scope. Null: it has no value, which is not a zero. */
export interface ServiceFigures {
  counts: Partial<Record<ComparedMetric, number | null>>;
  durationMs: MeanAndMost | null;
  /** `AsyncEventAge`. */
  ageMs: MeanAndMost | null;
  /** The most `ConcurrentExecutions` of any minute. */
  concurrency: number | null;
  /** `DestinationDeliveryFailures`. */
  deliveryFailures: number | null;
}

/**
 * How the two compare. `more`: than this run can have caused. `fewer`: than it certainly has.
 * `notThere`: the service has no value where there must be one.
 */
export type CountFinding = 'agrees' | 'more' | 'fewer' | 'notThere';

/** One count, of both sides. */
export interface ReconciledCount {
  metric: ComparedMetric;
  own: Bounds;
  service: number | null;
  finding: CountFinding;
  /** By how much the service is above the most, or below the least. */
  difference: number;
}

/** One scope, of both sides. */
export interface ReconciledScope
  extends Pick<ServiceFigures, 'durationMs' | 'ageMs' | 'concurrency' | 'deliveryFailures'> {
  scope: MetricScope;
  counts: ReconciledCount[];
  ownDurationMs: MeanAndMost | null;
}

/** What CloudWatch says of a run. */
export interface Reconciliation {
  /**
   * `others`: somebody else called a function of the run. `fewer`: long after the run, the service has
   * not counted all of it. `incomplete`: its values are not all there yet. `unread`: it was not asked.
   */
  status: 'agrees' | 'others' | 'fewer' | 'incomplete' | 'unread';
  /** The minutes that were asked about: from the beginning of one to the end of another. */
  fromMs: number;
  toMs: number;
  /** Of the last reading. */
  readAtMs: number;
  /** Metrics that were asked for, in all readings: what is paid for. */
  metricsRead: number;
  /** The share of a function's invocations that others may make, from 0 to 1. */
  allowedShare: number;
  scopes: ReconciledScope[];
  /** Why it could not be read. */
  problem?: string;
}
