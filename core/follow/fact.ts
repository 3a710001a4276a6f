/**
 * Why the queue was done with an event, in the spelling of destination records; their order is that of
 * the numbers they are stored by.
 */
export const conditions = [
  'Success',
  'RetriesExhausted',
  'EventAgeExceeded',
  'ZeroReservedConcurrency',
] as const;

/** Why the queue was done with an event. */
export type Condition = (typeof conditions)[number];

interface Seen {
  /** When it happened, by the service's clock: milliseconds since the Unix epoch. */
  atMs: number;
  /** A hash of where it was seen: of the log stream's name, or of the message's id. */
  place: number;
}

/** An attempt began: START, or `platform.start`. */
export interface StartFact extends Seen {
  kind: 'start';
  version?: string;
}

/** An attempt ended: REPORT, or `platform.report`. */
export interface ReportFact extends Seen {
  kind: 'report';
  durationMs: number;
  billedMs: number;
  memoryMb: number;
  /** Of a cold start. */
  initMs?: number;
  /** It says itself that the attempt failed. It need not: an error that a handler threw is none of its. */
  hasFailed: boolean;
}

/** The runtime logged that an attempt failed, or Lambda that it ran out of time. */
export interface ErrorFact extends Seen {
  kind: 'error';
}

/** A destination got a record. */
export interface RecordFact extends Seen {
  kind: 'record';
  condition: Condition;
  /** Attempts that ran, of this copy of the event. */
  invokeCount: number;
  version?: string;
}

/** The dead-letter queue got the event. */
export interface DeadLetterFact extends Seen {
  kind: 'deadLetter';
  /** `ErrorCode`: 200 where the function failed, 429 where it never ran. */
  code: number;
}

/** One thing that is known of an event, as a witness told it. */
export type Fact = StartFact | ReportFact | ErrorFact | RecordFact | DeadLetterFact;

/** What a witness told, and of which event. */
export interface Evidence {
  requestId: string;
  fact: Fact;
}
