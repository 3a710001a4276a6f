/**
 * What one arrival ended in. Each arrival ends in exactly one of these, so over any set of arrivals
 * the counts of all kinds add up to the number of arrivals.
 */
export const outcomeKinds = [
  'ok',
  'functionError',
  'throttled',
  'rejected',
  'serviceError',
  'transportError',
  'dropped',
  'aborted',
] as const;

export type OutcomeKind = (typeof outcomeKinds)[number];

/** What the REPORT line (or `platform.report` record) of a `LogType: Tail` says of one invocation. */
export interface InvocationReport {
  durationMs: number;
  /** Includes the init phase since August 2025; what is paid for. */
  billedDurationMs: number;
  memorySizeMb: number;
  maxMemoryUsedMb: number;
  /** Present on a cold start only. */
  initDurationMs?: number;
  /** Present when a SnapStart snapshot was restored. */
  restoreDurationMs?: number;
  billedRestoreDurationMs?: number;
  /** `timeout`, `error`, `failure`; absent (text) or `success` (JSON) when all went well. */
  status?: string;
  errorType?: string;
  /** Of the X-Ray trace, where the function is traced: `1-5e1b4151-5ac6c58f5b8ee2b7ab5a3c1e`. */
  traceId?: string;
}

interface Answered {
  statusCode: number;
  requestId?: string;
}

/** What was measured of a streamed answer, of one that broke off up to there. */
export interface StreamMeasure {
  /** From the send to the head of the answer. */
  firstByteUs: number;
  /** From the send to the first byte of the response; absent: the function returned none. */
  firstChunkUs?: number;
  /** From the first byte of the response to the end of the answer; 0 without a response. */
  transferUs: number;
  /** `PayloadChunk` events. */
  chunks: number;
}

interface Executed extends Answered {
  /** `X-Amz-Durable-Execution-Arn`: of a durable function. */
  durableExecutionArn?: string;
  /** `X-Amz-Executed-Version`: on status 200 only, never on 202 or 204. */
  executedVersion?: string;
  /** From the log tail, when one was asked for and could be read. */
  report?: InvocationReport;
  /** From the log tail, where the function said it and responses are kept. */
  logStream?: string;
  responseBytes: number;
  /** Present for an answer of `InvokeWithResponseStream`; then `responseBytes` is of its chunks. */
  stream?: StreamMeasure;
  /** The response payload, only when the client was told to keep responses. */
  response?: Uint8Array;
}

/** Ran and returned (200), was accepted (202 for `Event`) or would have been (204 for `DryRun`). */
export interface Ok extends Executed {
  kind: 'ok';
}

/**
 * Ran and failed: status 200 with `X-Amz-Function-Error`, whatever that header's value is; of a stream,
 * an `InvokeComplete` with an error code, whatever came before it.
 */
export interface FunctionError extends Executed {
  kind: 'functionError';
  /** The header's value: `Unhandled`, in old runtimes `Handled`. */
  functionError: string;
  /** From the response payload: `Sandbox.Timedout`, `Runtime.ExitError`, `TypeError`. */
  errorType: string;
  /** First line only. */
  errorMessage: string;
}

/** Status 429: `TooManyRequestsException`. */
export interface Throttled extends Answered {
  kind: 'throttled';
  /** A member of Lambda's ThrottleReason, or `Unknown` where the answer carried none. */
  reason: string;
  errorMessage: string;
  retryAfterSeconds?: number;
}

/** The service refused the request: any 4xx but 429. */
export interface Rejected extends Answered {
  kind: 'rejected';
  /** The exception's name, `ResourceNotFoundException`; `HTTP 403` where the answer named none. */
  errorType: string;
  errorMessage: string;
}

/** What had come of a streamed answer that the service, or the connection, ended too early. */
interface CutStream {
  stream?: StreamMeasure;
  responseBytes?: number;
}

/** The service failed: 5xx, or an answer that is not Lambda's at all. */
export interface ServiceError extends Answered, CutStream {
  kind: 'serviceError';
  errorType: string;
  errorMessage: string;
}

/** No complete answer: connection refused or reset, TLS failure, timeout, a stream that broke off or stalled. */
export interface TransportError extends CutStream {
  kind: 'transportError';
  /**
   * The system's code (`ECONNRESET`), `TimeoutError`, `HTTPParserError` for what is not HTTP; of a stream
   * `EventStreamError`, `IncompleteStreamError` or `StreamIdleTimeoutError`.
   */
  errorType: string;
  errorMessage: string;
}

/** Never sent: at its time as many invocations were in flight as the limit allows. */
export interface Dropped {
  kind: 'dropped';
}

/** Cut off by the end of the run (Ctrl-C, a rule, a crash): never sent, or sent and not awaited. */
export interface Aborted {
  kind: 'aborted';
}

export type Outcome =
  | Ok
  | FunctionError
  | Throttled
  | Rejected
  | ServiceError
  | TransportError
  | Dropped
  | Aborted;

/** Outcomes that Lambda ran or accepted: the ones whose latency says something of the function. */
export function wasServed(outcome: Outcome): outcome is Ok | FunctionError {
  return outcome.kind === 'ok' || outcome.kind === 'functionError';
}
