import { billedMs, type InitReport, type LogRecords, type Report } from './log-records.js';

/** The service's lines in the Text log format, worded and tabbed as recorded from the service. */
export const textRecords: LogRecords = {
  start: (_epochMs, requestId, version) => `START RequestId: ${requestId} Version: ${version}\n`,
  initReport: (_epochMs, report) => initReportLine(report),
  timeout: (epochMs, requestId, timeoutS) => {
    const time = new Date(epochMs).toISOString();
    return `${time} ${requestId} Task timed out after ${timeoutS.toFixed(2)} seconds\n\n`;
  },
  end: (_epochMs, report) => [`END RequestId: ${report.requestId}\n`, reportLine(report)],
};

function initReportLine({ initMs, phase, status, errorType }: InitReport): string {
  const fields = [
    `INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms`,
    `Phase: ${phase}`,
    `Status: ${status}`,
  ];
  if (errorType !== undefined) fields.push(`Error Type: ${errorType}`);
  return `${fields.join('\t')}\n`;
}

function reportLine(report: Report): string {
  const fields = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedMs(report)} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
  ];
  if (report.initMs !== undefined) fields.push(`Init Duration: ${report.initMs.toFixed(2)} ms`);
  // An error that a handler threw has no status here: only what ended the runtime has.
  if (report.status !== undefined) fields.push(`Status: ${report.status}`);
  if (report.errorType !== undefined) fields.push(`Error Type: ${report.errorType}`);
  return `${fields.join('\t')}\t\n`;
}
