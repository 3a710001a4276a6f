import { defined } from '../../core/base/defined.js';
import { billedMs, type InitReport, type LogRecords, type Report } from './log-records.js';

/**
 * The service's records in the JSON log format, one object a line (AWS Lambda guide, "Lambda
 * Telemetry API event schema reference").
 */
export const jsonRecords: LogRecords = {
  start: (epochMs, requestId, version) =>
    platformLine(epochMs, 'platform.start', { requestId, version }),
  initReport: (epochMs, report) => platformLine(epochMs, 'platform.initReport', initRecord(report)),
  // `platform.report` says it; there is no line of its own.
  timeout: () => '',
  end: (epochMs, report) => [
    platformLine(epochMs, 'platform.runtimeDone', runtimeDoneRecord(report)),
    platformLine(epochMs, 'platform.report', reportRecord(report)),
  ],
};

function platformLine(epochMs: number, type: string, record: object): string {
  return `${JSON.stringify({ time: new Date(epochMs).toISOString(), type, record })}\n`;
}

function initRecord({ initMs, phase, status, errorType }: InitReport): object {
  return {
    initializationType: 'on-demand',
    phase,
    status,
    ...defined({ errorType }),
    metrics: { durationMs: rounded(initMs) },
  };
}

function runtimeDoneRecord(report: Report): object {
  const { durationMs, producedBytes } = report;
  return { ...outcome(report), metrics: { durationMs: rounded(durationMs), producedBytes } };
}

function reportRecord(report: Report): object {
  const metrics = {
    durationMs: rounded(report.durationMs),
    billedDurationMs: billedMs(report),
    memorySizeMB: report.memoryMb,
    maxMemoryUsedMB: report.maxMemoryUsedMb,
    ...(report.initMs !== undefined && { initDurationMs: rounded(report.initMs) }),
  };
  return { ...outcome(report), metrics };
}

function outcome({ requestId, status, errorType }: Report): object {
  return {
    requestId,
    status: status ?? 'success',
    ...defined({ errorType }),
  };
}

/** The service gives three decimals. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
