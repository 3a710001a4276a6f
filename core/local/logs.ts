/** What the REPORT line of one invocation says. */
export interface Report {
  requestId: string;
  durationMs: number;
  memoryMb: number;
  maxMemoryUsedMb: number;
  /** Present on a cold start only. */
  initMs?: number;
  status?: 'timeout' | 'error';
  errorType?: string;
}

/** How much of the end of a log `X-Amz-Log-Result` holds (AWS Lambda API reference, Invoke). */
const tailBytes = 4096;

/** `START RequestId: <id> Version: <version>`, as recorded from the service 2025-11. */
export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}\n`;
}

/** `END RequestId: <id>`, as recorded from the service 2025-11. */
export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}\n`;
}

/**
 * The REPORT line, with the tabs of the service's own. The billed duration has the init phase in it
 * (AWS Lambda billing since 2025-08-01) and is rounded up to a millisecond.
 */
export function reportLine(report: Report): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs(report)} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
  ];
  if (report.initMs !== undefined) fields.push(`Init Duration: ${report.initMs.toFixed(2)} ms`);
  if (report.status !== undefined) fields.push(`Status: ${report.status}`);
  if (report.errorType !== undefined) fields.push(`Error Type: ${report.errorType}`);
  return `${fields.join('\t')}\t\n`;
}

/** Milliseconds paid for: duration and init together, rounded up. */
export function billedMs(report: Report): number {
  return Math.ceil(Number((report.durationMs + (report.initMs ?? 0)).toFixed(2)));
}

/** The line that a timeout leaves in the log. */
export function timeoutLine(epochMs: number, requestId: string, timeoutS: number): string {
  const time = new Date(epochMs).toISOString();
  return `${time} ${requestId} Task timed out after ${timeoutS.toFixed(2)} seconds\n\n`;
}

/** The value of `X-Amz-Log-Result`: base64 of the log's last 4 KB. */
export function encodeTail(log: string): string {
  const bytes = Buffer.from(log);
  return bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString('base64');
}
