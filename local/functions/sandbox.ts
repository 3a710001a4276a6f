import type { LogFormat } from '../config.js';

/** What code needs to know of the function it is run as. */
export interface SandboxIdentity {
  functionName: string;
  functionVersion: string;
  memoryMb: number;
  timeoutS: number;
  region: string;
  accountId: string;
  /** `/aws/lambda/checkout` */
  logGroupName: string;
  /** `2026/11/23/[$LATEST]6f1e...`: one for each execution environment. */
  logStreamName: string;
  logFormat: LogFormat;
  /** What the times of this environment are multiplied by, where `speedSpread` is given. */
  slowness: number | undefined;
  initializationType: 'on-demand' | 'provisioned-concurrency';
}

/** One invocation, as an execution environment receives it. */
export interface SandboxEvent {
  requestId: string;
  payload: Buffer;
  /** With the qualifier that the caller used. */
  invokedFunctionArn: string;
  /** Milliseconds since 1970. */
  deadlineMs: number;
  /** JSON text. */
  clientContext: string | undefined;
  /** The caller's `X-Amzn-Trace-Id`. */
  traceId: string | undefined;
  /** Whose invocation it is, of a function with tenant isolation. */
  tenantId?: string;
}

/** How the code failed. */
export interface SandboxFailure {
  /** `Runtime.ExitError`, `TypeError`: what REPORT and destinations say. */
  errorType: string;
  /** The JSON body that the caller gets. */
  payload: Buffer;
  /** False: the environment must not be used again. */
  survives: boolean;
}

/** What one invocation came to inside of its execution environment. */
export type SandboxResult =
  | { kind: 'response'; payload: Buffer }
  | ({ kind: 'failure' } & SandboxFailure);

/** What the init phase came to. */
export type SandboxInit = { kind: 'ready' } | ({ kind: 'failure' } & SandboxFailure);

/** Where an init phase reports to. */
export interface InitListener {
  /** A line of the function's own, without its line end. */
  log(line: string): void;
  done(init: SandboxInit): void;
}

/** Where an invocation reports to. */
export interface InvokeListener {
  /** A line of the function's own, without its line end. */
  log(line: string): void;
  /** The next bytes of a response that is streamed; all of them come before `done`. */
  chunk(bytes: Buffer): void;
  /** With a response's bytes that were not streamed. */
  done(result: SandboxResult): void;
}

/**
 * The inside of one execution environment: a timer, a worker thread or a process. It runs one
 * invocation at a time. No listener is called after `close`; timeouts are not its business.
 */
export interface Sandbox {
  /** The most that was used so far, as far as is known; REPORT says so. */
  readonly maxMemoryUsedMb: number;
  /** False once the code has ended while nobody listened: it must not be invoked again. */
  readonly isAlive: boolean;
  /**
   * The init phase; called once, before the first `invoke`. `requestId` is empty unless it happens
   * inside of an invocation. May call back before it returns.
   */
  init(requestId: string, listener: InitListener): void;
  /** May call back before it returns. */
  invoke(event: SandboxEvent, listener: InvokeListener): void;
  /** Stops whatever runs, at once; resolves when nothing is left. */
  close(): Promise<void>;
}

/** Makes the sandbox of one new execution environment. */
export type SandboxFactory = (identity: SandboxIdentity) => Sandbox;
