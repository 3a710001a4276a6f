import type { OutcomeKind } from '../invoke/outcome.js';
import type { StartKind } from './cell.js';

/**
 * The legs of a comparison: each payload goes to two or three of them, old first, new second. The
 * third is old again, or a control: old's code in a pool of execution environments of its own.
 */
export const legNames = ['old', 'new', 'again', 'control'] as const;
export type LegName = (typeof legNames)[number];

/** How one leg of a pair ended. Plain data, so that it can be posted from the thread that sends. */
export interface PairedAnswer {
  /** Counts the payloads sent, from 0. */
  pair: number;
  /** 0 is old, 1 new, 2 old again or its control. */
  leg: number;
  /** Position of the payload in its recording or list. */
  payload: number;
  kind: OutcomeKind;
  start: StartKind;
  /** From the send to the end of the answer; 0 for what was never sent. */
  serviceUs: number;
  /** From the send to the first byte of the answer, where it was streamed. */
  ttfbUs?: number;
  /** Of an event that was queued: by what it is known, and its times in microseconds of the run. */
  accepted?: { requestId?: string; intendedUs: number; answeredUs: number };
  /** On a cold start: the REPORT's Init Duration or Restore Duration. */
  initUs?: number;
  /** The log stream of the execution environment that ran it, where its log said so. */
  logStream?: string;
  /** The response payload of what ran. */
  response?: Uint8Array;
  /**
   * Of the leg of its pair that ended last, where responses are compared by whoever sent them: what differs,
   * in place of them. Lost: they were not compared for want of memory.
   */
  compared?: ComparedResponses | 'lost';
}

/** In which fields the responses of a pair differ. */
export interface ComparedResponses {
  /** Between old and new. */
  changed: readonly Difference[];
  /** Between old and old again; empty where there is no third leg. */
  noise: readonly Difference[];
}

/**
 * What is different at a path: a value, a value of another type, a member that only the first or
 * only the second has, a list of another length, or (at the root) bytes that are not JSON.
 */
export type DifferenceKind = 'value' | 'type' | 'missing' | 'added' | 'length' | 'bytes';

/** One field in which two responses differ. */
export interface Difference {
  path: string;
  kind: DifferenceKind;
  /** What either side has there, cut to a length that can be shown; absent where it has nothing. */
  first?: string;
  second?: string;
}
