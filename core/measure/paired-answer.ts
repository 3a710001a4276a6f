import type { OutcomeKind } from '../invoke/outcome.js';
import type { StartKind } from './cell.js';

/** The legs of a comparison, by their number: each payload goes to all of them. */
export const legNames = ['old', 'new', 'again'] as const;
export type LegName = (typeof legNames)[number];

/** How one leg of a pair ended. Plain data, so that it can be posted from the thread that sends. */
export interface PairedAnswer {
  /** Counts the payloads sent, from 0. */
  pair: number;
  /** Position in `legNames`. */
  leg: number;
  /** Position of the payload in its recording or list. */
  payload: number;
  kind: OutcomeKind;
  start: StartKind;
  /** From the send to the end of the answer; 0 for what was never sent. */
  serviceUs: number;
  /** On a cold start: the REPORT's Init Duration or Restore Duration. */
  initUs?: number;
  /** The response payload of what ran. */
  response?: Uint8Array;
}
