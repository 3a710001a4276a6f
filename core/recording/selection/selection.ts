import type { InvocationType } from '../../invoke/client.js';

/** How an event ended when it was recorded. */
export const recordedEndings = ['failed', 'succeeded'] as const;
export type RecordedEnding = (typeof recordedEndings)[number];

/** An end of a time window, in microseconds: since the Unix epoch, or since the recording's first time. */
export type TimeBound = { kind: 'absolute'; us: number } | { kind: 'relative'; us: number };

/** From `from` on, and before `to`; an end that is missing is open. */
export interface TimeWindow {
  from?: TimeBound;
  to?: TimeBound;
}

/**
 * Which records of a recording are meant: those that everything named here is true of. Plain data, so
 * that it can be posted to a thread. Of several values in a list, one is enough.
 */
export interface RecordSelection {
  functionNames?: readonly string[];
  qualifiers?: readonly string[];
  invocationTypes?: readonly InvocationType[];
  /** Records of which nothing is known are neither. */
  ending?: RecordedEnding;
  errorTypes?: readonly string[];
  /** Records without a capture time are in no window. */
  window?: TimeWindow;
  tags?: Readonly<Record<string, string>>;
  /** A JMESPath expression over the payload that gives something true (JMESPath specification, "or expressions"). */
  payload?: string;
  /** Keep only the first of equal payloads that everything above is true of. */
  isUnique?: boolean;
  /** A share of the records, 0 to 1, drawn by a record's place in its recording. */
  sample?: { share: number; seed: number };
}

/** Whether a selection takes everything. */
export function selectsAll(selection: RecordSelection): boolean {
  return Object.keys(selection).length === 0;
}
