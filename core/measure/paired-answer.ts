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
  /** On a cold start: the REPORT's Init Duration or Restore Duration. */
  initUs?: number;
  /** The log stream of the execution environment that ran it, where its log said so. */
  logStream?: string;
  /** The response payload of what ran. */
  response?: Uint8Array;
}
