import type { ThrottleReason } from '../http/exceptions.js';

/** Ran, well or not. */
export interface Executed {
  kind: 'executed';
  version: string;
  /** Without what was streamed. */
  payload: Buffer;
  /** Absent when the function returned. */
  errorType: string | undefined;
  /** Base64; present when it was asked for. */
  logTail: string | undefined;
  /** Of a durable function. */
  durableExecutionArn?: string;
}

/** What one attempt to run a function came to. */
export type Execution = Executed | { kind: 'throttled'; reason: ThrottleReason };
