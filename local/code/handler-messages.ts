/** What the worker of one execution environment is started with. */
export interface WorkerStart {
  moduleUrl: string;
  exportName: string;
  functionName: string;
  functionVersion: string;
  memoryMb: number;
  logGroupName: string;
  logStreamName: string;
  logFormat: 'Text' | 'JSON';
}

/** To the worker: run this. */
export interface WorkerInvoke {
  requestId: string;
  payload: Uint8Array;
  invokedFunctionArn: string;
  deadlineMs: number;
  clientContext: string | undefined;
  traceId: string;
  tenantId: string | undefined;
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
  /** The next bytes of a streamed response. */
  | { kind: 'chunk'; bytes: Uint8Array }
  /** With an empty payload when it was streamed. */
  | { kind: 'response'; payload: string; memoryMb: number }
  /** Its buffers have grown over its memory; its heap is held to it by the engine. */
  | { kind: 'outOfMemory' }
  /** `ends`: the runtime process goes down with it. */
  | { kind: 'error'; error: WorkerError; memoryMb: number; ends: boolean };
