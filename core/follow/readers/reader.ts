import type { Evidence } from '../fact.js';

/** How far a reader has come: plain data, kept so that a later process goes on there. */
export interface ReaderState {
  /** Everything that happened before this time has been read; milliseconds since the Unix epoch. */
  completeMs: number;
  /** Log events or messages that were read, those that were read again among them. */
  read: number;
  /** Of them, those that tell of events of others. */
  foreign: number;
  /** Calls of the service. */
  requests: number;
  /** Up to when a log was read; the next reading begins a little before. */
  reachedMs?: number;
}

/** Takes what was read into the store; gives how much of it is of events of others. */
export type Learn = (evidence: readonly Evidence[]) => number;

/** Reads one log group or one queue, as often as it is asked to. */
export interface Reader {
  /** The log group, or the queue's ARN. */
  readonly source: string;
  readonly state: ReaderState;
  /**
   * Reads to the present. `isLast`: whatever was read before too, for what came late. Throws
   * `RepriseError` for what the service refuses; what was read before that is kept.
   */
  read(isLast: boolean): Promise<void>;
  /** Gives back what it holds. */
  close(): Promise<void>;
}

/** What every reader is made with. */
export interface ReaderContext {
  learn: Learn;
  stop: AbortSignal;
  /** See `FollowSettings`. */
  lagMs: number;
  /** Milliseconds since the Unix epoch. */
  nowMs: () => number;
}

/** Before anything was read. */
export function unread(): ReaderState {
  return { completeMs: 0, read: 0, foreign: 0, requests: 0 };
}
