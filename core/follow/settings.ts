import type { ClockOffset } from './clock-offset.js';
import type { RetryPolicy } from './policy.js';

/** Who can tell what became of an event. */
export const witnessNames = ['logs', 'destinations', 'deadLetters'] as const;

/** Who can tell what became of an event. */
export type WitnessName = (typeof witnessNames)[number];

/** The log of a function, and what can be read out of it. */
export interface FollowedLog {
  group: string;
  format: 'Text' | 'JSON';
  /** See `Witnesses`. */
  tellsErrors: boolean;
}

/** One function of a run, as its configuration was read before it: who is asked about its events. */
export interface FollowedFunction {
  functionName: string;
  qualifier?: string;
  /** Of the run: the places of the workloads that invoke it. */
  workloads: number[];
  policy: RetryPolicy;
  logs?: FollowedLog;
  /** ARNs of queues. */
  success?: string;
  failure?: string;
  deadLetters?: string;
}

/** How a run's events are followed: decided before it, and kept with it. */
export interface FollowSettings {
  functions: FollowedFunction[];
  /** The share of the events that is followed, above 0 and at most 1. */
  sample: number;
  /** Whether messages that were read are deleted. */
  consume: boolean;
  /** How long ends are waited for after the last event was accepted, in seconds. */
  untilS: number;
  /**
   * How late a line or a message may come, in milliseconds: what happened longer ago than this before a
   * reading has been seen by it.
   */
  lagMs: number;
  /** From the start of one reading to that of the next, at least. */
  pollMs: number;
  region?: string;
  profile?: string;
  caBundle?: string;
  verifySsl?: boolean;
  /** How Lambda's clock differs from this machine's, as far as its answers before the run told. */
  clockOffset?: ClockOffset;
  /** The local Lambda ends with the run: afterwards nobody can be asked. */
  endsWithRun?: true;
  /** Of SQS and CloudWatch Logs, where it is not the region's own. */
  endpointUrl?: string;
}
