import type { Outcome } from './outcome.js';
import type { TrustSettings } from './trust.js';

export const invocationTypes = ['RequestResponse', 'Event', 'DryRun'] as const;
export type InvocationType = (typeof invocationTypes)[number];

export const logTypes = ['None', 'Tail'] as const;
export type LogType = (typeof logTypes)[number];

/** What stays the same over all invocations of one workload. */
export interface InvokeTarget {
  /** A name, a partial ARN or an ARN, as Lambda takes it; may carry its qualifier (`checkout:live`). */
  functionName: string;
  qualifier?: string;
  invocationType: InvocationType;
  logType: LogType;
  /** Base64 of JSON, at most 3,583 bytes. Sent for `RequestResponse` only, as Lambda passes it on. */
  clientContext?: string;
  /**
   * True: by `InvokeWithResponseStream`. False: by `Invoke`. Absent: each payload as it was recorded,
   * else by `Invoke`.
   */
  stream?: boolean;
}

/** Whether the function returned or failed when an event was recorded. */
export type RecordedAs = 'ok' | 'failed';

/** One invocation's own part. */
export interface Payload {
  bytes: Uint8Array;
  /** Lower-case hex SHA-256 of `bytes`: what SigV4 signs. Computed once, kept with the recording. */
  sha256: string;
  /** As recorded; a client context of the target wins over it. */
  clientContext?: string;
  /** Whose invocation it is: of a function with tenant isolation, and required there. */
  tenantId?: string;
  /** The execution that it starts, once for each name: of a durable function. */
  durableExecutionName?: string;
  /** The root of a trace that it begins: `1-…`, sent in `X-Amzn-Trace-Id`. */
  traceId?: string;
  /** As recorded, for what the target takes out of them. */
  tags?: Readonly<Record<string, string>>;
  /** What the function made of it when it was recorded, where the recording knows. */
  recordedAs?: RecordedAs;
  /** It was recorded from an `InvokeWithResponseStream`. */
  isStreamed?: boolean;
}

/**
 * Sends one invocation now. Calls `settle` exactly once, asynchronously, and never throws for
 * anything that a service, a network or a function can do: all of that is an `Outcome`.
 */
export type Send = (payload: Payload, settle: (outcome: Outcome) => void) => void;

/** Where invocations go, and as whom: shown before every run, since an environment variable can redirect it. */
export interface ResolvedEndpoint {
  /** `https://lambda.eu-west-1.amazonaws.com`, without a trailing slash. */
  url: string;
  region: string;
  /** The access key's id, for display; never the secret. */
  accessKeyId: string;
  /** True unless `url` is an address of this machine. */
  isRemote: boolean;
}

/** Sends invocations, one request and one attempt for each. */
export interface InvokeClient {
  readonly endpoint: ResolvedEndpoint;
  /** Checks and precomputes all that the invocations of one workload share. Throws `RepriseError`. */
  prepare(target: InvokeTarget): Send;
  /** Settles everything in flight as `aborted`, at once. */
  abortAll(): void;
  /** Closes the connections. In-flight invocations are aborted. */
  close(): Promise<void>;
}

/** What a client needs; plain data, so that it can be posted to a thread. */
export interface ClientSettings extends TrustSettings {
  region?: string;
  /** AWS profile name; default: the SDK's own chain. */
  profile?: string;
  /** Overrides `AWS_ENDPOINT_URL_LAMBDA` and the rest of the SDK's chain. */
  endpointUrl?: string;
  /** Fixed credentials (the local Lambda's); default: the SDK's own chain. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Sockets are sized to this, so that nothing queues unseen inside the client. */
  maxInFlight: number;
  /** From the send to the last byte of the answer; then the request is destroyed. */
  timeoutMs: number;
  connectTimeoutMs: number;
  /** How long a streamed answer that has begun may bring nothing; absent: as long as `timeoutMs` allows. */
  streamIdleTimeoutMs?: number;
  /** Keep response payloads in the outcomes (for comparison); default false. */
  keepResponses?: boolean;
}
