/** What the worker of one execution environment is started with. */
export interface WorkerStart {
  moduleUrl: string;
  exportName: string;
  functionName: string;
  functionVersion: string;
  memoryLimitInMB: string;
  logGroupName: string;
  logStreamName: string;
}

/** To the worker: run this. */
export interface WorkerInvoke {
  requestId: string;
  payload: Uint8Array;
  invokedFunctionArn: string;
  deadlineMs: number;
  clientContext: string | undefined;
  traceId: string | undefined;
}

/** An error as Lambda's Node.js runtime puts it. */
export interface WorkerError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** From the worker. `memoryMb` is what its heap holds: all that one thread can tell of itself. */
export type WorkerMessage =
  | { kind: 'ready'; memoryMb: number }
  | { kind: 'initFailed'; error: WorkerError }
  | { kind: 'log'; line: string }
  | { kind: 'response'; payload: string; memoryMb: number }
  /** `ends`: the runtime process goes down with it. */
  | { kind: 'error'; error: WorkerError; memoryMb: number; ends: boolean };
