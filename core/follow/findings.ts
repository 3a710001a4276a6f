import { EventBook, type EventBookData, type EventEnd } from '../measure/event-book.js';
import type { ClockOffset } from './clock-offset.js';

/** How far one witness was read. */
export interface WitnessReport {
  witness: 'logs' | 'success' | 'failure' | 'deadLetters';
  /** The log group, or the queue's ARN. */
  source: string;
  /** Everything that happened before this time was seen; milliseconds since the Unix epoch. */
  completeMs: number;
  /** Log events or messages that were read, those that were read again among them. */
  read: number;
  /** Of them, those of events that are not this run's. */
  foreign: number;
  /** Calls of the service. */
  requests: number;
  /** Why it could not be read as far as it should. */
  problem?: string;
}

/** An event that took longest, or never ended well. */
export interface WorstEvent {
  requestId: string;
  workload: number;
  end: EventEnd;
  /** Milliseconds since the Unix epoch. */
  intendedMs: number;
  attempts: number | null;
  queueUs: number | null;
  endToEndUs: number | null;
}

/** The percentiles of times over time. */
export const eventPercentiles = [50, 90, 99] as const;

/** The events that should have been sent in one step of the run. */
export interface EventStep {
  startS: number;
  accepted: number;
  ends: Record<EventEnd, number>;
  /** By `eventPercentiles`; null where no event has such a time. */
  queueUs: number[] | null;
  endToEndUs: number[] | null;
}

/** How events went over time; steps without an event are left out. */
export interface EventSteps {
  /** Seconds in each step. */
  stepS: number;
  steps: EventStep[];
}

/** What became of a run's events, as far as it was followed. */
export interface FollowFindings {
  /**
   * `complete`: every event has an end that no more reading changes; `enough`: whoever followed needed
   * no more.
   */
  status: 'complete' | 'enough' | 'deadline' | 'stopped';
  endedAtMs: number;
  total: EventBookData;
  /** By the workload's place in the run; null for one that is not followed. */
  workloads: (EventBookData | null)[];
  versions: Record<string, EventBookData>;
  witnesses: WitnessReport[];
  worst: WorstEvent[];
  /** Absent until the run's length is known, and in runs of earlier versions. */
  overTime?: EventSteps;
  sample: number;
  /** See `FollowSettings`. */
  clockOffset?: ClockOffset;
  /**
   * Accepted by the first book in the workloads that are followed; absent until it is known. All of them
   * are in the second book, unless only a sample is followed.
   */
  acceptedByRun?: number;
}

/**
 * Whether each accepted event has exactly one end, and every event that the run was told is accepted is
 * among them.
 */
export function isFollowBalanced({ total, sample, acceptedByRun }: FollowFindings): boolean {
  const isWhole = sample < 1 || acceptedByRun === undefined || acceptedByRun === total.accepted;
  return isWhole && EventBook.fromData(total).isBalanced;
}
