/** What the REPORT of one invocation says. */
export interface Report {
  requestId: string;
  durationMs: number;
  memoryMb: number;
  maxMemoryUsedMb: number;
  /** Present on a cold start only. */
  initMs?: number;
  /** Size of the response in bytes; 0 for none. */
  producedBytes: number;
  status?: 'timeout' | 'error';
  errorType?: string;
}

/** What INIT_REPORT says of an init phase that failed. */
export interface InitReport {
  initMs: number;
  /** `invoke`: it was run again, inside of the invocation. */
  phase: 'init' | 'invoke';
  status: 'timeout' | 'error';
  /** Absent for a timeout. */
  errorType?: string;
}

/** How the service's own lines are written, each with its line end. */
export interface LogRecords {
  start(epochMs: number, requestId: string, version: string): string;
  initReport(epochMs: number, report: InitReport): string;
  timeout(epochMs: number, requestId: string, timeoutS: number): string;
  /** In order; each is an event of its own in the log. */
  end(epochMs: number, report: Report): string[];
}

/**
 * Milliseconds paid for: duration and init together, rounded up (AWS Lambda billing since
 * 2025-08-01).
 */
export function billedMs({ durationMs, initMs = 0 }: Report): number {
  return Math.ceil(Number((durationMs + initMs).toFixed(2)));
}
