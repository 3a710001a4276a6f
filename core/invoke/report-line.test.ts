import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReportLine, parseReportRecord, reportOfTail } from './report-line.js';

const plain =
  'REPORT RequestId: 8f5\tDuration: 469.40 ms\tBilled Duration: 470 ms\tMemory Size: 1024 MB\tMax Memory Used: 21 MB';
const plainReport = {
  durationMs: 469.4,
  billedDurationMs: 470,
  memorySizeMb: 1024,
  maxMemoryUsedMb: 21,
};

function tail(log: string): string {
  return Buffer.from(log).toString('base64');
}

it('reads nothing of the tail before it', () => {
  const cut = plain.slice(0, plain.indexOf(' MB', plain.indexOf('Max Memory')));
  for (const length of [0, 1, 2, 3]) {
    expect(reportOfTail(tail(`${plain}\n`))).toEqual(plainReport);
    const now = `${cut}${' MB'.slice(0, length)}`;
    expect(reportOfTail(tail(now))).toEqual(plainReport);
    expect(reportOfTail(tail(now.replace('Memory Size', 'Other')))).toBeUndefined();
  }
});

describe('a REPORT line', () => {
  it.each<[string, string, object]>([
    ['plain', plain, plainReport],
    ['with a trailing tab', `${plain}\t`, plainReport],
    ['with spaces for tabs', plain.replaceAll('\t', '  '), plainReport],
    ['with a space after a unit', plain.replace('470 ms', '470 ms '), plainReport],
    ['with tabs and spaces mixed', plain.replace('ms\tMemory', 'ms Memory'), plainReport],
    [
      'of a cold start',
      `${plain}\tInit Duration: 100.99 ms\t`,
      { ...plainReport, initDurationMs: 100.99 },
    ],
    [
      'with the init first',
      plain.replace('8f5\t', '8f5\tInit Duration: 0.42 ms\t'),
      { ...plainReport, initDurationMs: 0.42 },
    ],
    [
      'of a restored snapshot',
      `${plain}\tRestore Duration: 474.16 ms\tBilled Restore Duration: 75 ms\t`,
      { ...plainReport, restoreDurationMs: 474.16, billedRestoreDurationMs: 75 },
    ],
    [
      'of a timeout',
      `${plain}\tInit Duration: 402.04 ms\tStatus: timeout`,
      { ...plainReport, initDurationMs: 402.04, status: 'timeout' },
    ],
    [
      'of an error',
      `${plain}\tStatus: error\tError Type: Runtime.ExitError\t`,
      { ...plainReport, status: 'error', errorType: 'Runtime.ExitError' },
    ],
    [
      'of an error, with spaces',
      `${plain} Status: error Error Type: Runtime.OutOfMemory`.replaceAll('\t', ' '),
      { ...plainReport, status: 'error', errorType: 'Runtime.OutOfMemory' },
    ],
    [
      'with fields nobody knows',
      `${plain.replace('8f5', '8f5\tPhase: in flight\tExtra Duration: 9 ms')}\tFuture: 7 GB`,
      plainReport,
    ],
    [
      'with the XRAY fields glued on',
      `${plain}\tXRAY TraceId: 1-5d9d007f-0a\tSegmentId: 3d75\tSampled: true`,
      plainReport,
    ],
  ])('%s', (_, line, report) => expect(parseReportLine(line)).toEqual(report));

  it.each([
    'START RequestId: 1 Version: $LATEST',
    'INIT_REPORT Init Duration: 150.79 ms\tPhase: init\tStatus: error',
    'RESTORE_REPORT Restore Duration: 10 ms',
    plain.slice(0, 60),
    'REPORT RequestId: ',
    plain.replace('469.40', 'NaN'),
    'REPORT RequestId: a\tDuration: -5 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB',
    'REPORT RequestId: a\tDuration: 5 ms\tBilled Duration: 9e999 ms\tMemory Size: 128 MB\tMax Memory Used: 1 MB',
  ])('%j is none, or is not whole', (line) => expect(parseReportLine(line)).toBeUndefined());

  it('is never a crash, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseReportLine(`REPORT RequestId: ${text}`);
        parseReportRecord(text);
        reportOfTail(tail(`REPORT RequestId: ${text}\n"platform.report"${text}`));
      }),
    );
  });
});

describe('a log tail', () => {
  it('has its report at the end, before an XRAY line', () => {
    const log = `START RequestId: 8f5 Version: 3\n${'noise\n'.repeat(600)}END RequestId: 8f5\n${plain}\t\nXRAY TraceId: 1-5\tSegmentId: 2\tSampled: true\t\n`;
    expect(reportOfTail(tail(log))).toEqual(plainReport);
  });

  it('names the trace of a traced function, where it is one', () => {
    const traceId = '1-5d9d007f-0a1b2c3d4e5f60718293a4b5';
    const log = `noise\n${plain}\t\nXRAY TraceId: ${traceId}\tSegmentId: 3d75\tSampled: true\t\n`;
    expect(reportOfTail(tail(log))).toEqual({ ...plainReport, traceId });
    const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 64 };
    const tracing = { type: 'X-Amzn-Trace-Id', value: `Root=${traceId};Parent=3d75;Sampled=1` };
    const record = { type: 'platform.report', record: { requestId: 'a', metrics, tracing } };
    expect(parseReportRecord(JSON.stringify(record))?.traceId).toBe(traceId);
  });

  it('may be short', () => expect(reportOfTail(tail(plain))).toEqual(plainReport));

  it('may have the report far from the end', () => {
    const log = `${plain}\n${'EXTENSION still busy\n'.repeat(100)}`;
    expect(reportOfTail(tail(log))).toEqual(plainReport);
  });

  it('is not taken in by an application that prints such words', () => {
    const log = `INFO saw ${plain.replace('469', '1')}\n${plain}\nERROR also ${plain.replace('469', '2')}\n`;
    expect(reportOfTail(tail(log))).toEqual(plainReport);
  });

  it.each(['', 'START RequestId: 1 Version: 2\n', 'x'.repeat(4096)])('may have none', (log) =>
    expect(reportOfTail(tail(log))).toBeUndefined(),
  );

  it('is read at every length, since the end may be cut anywhere', () => {
    for (let pad = 0; pad < 1600; pad += 1) {
      expect(reportOfTail(tail(`${'x'.repeat(pad)}\n${plain}\n`))).toEqual(plainReport);
    }
  });

  const record = {
    time: '2026-02-01T10:00:00.000Z',
    type: 'platform.report',
    record: {
      requestId: '8f5',
      status: 'success',
      metrics: {
        durationMs: 1.317,
        billedDurationMs: 2,
        memorySizeMB: 1024,
        maxMemoryUsedMB: 68,
        initDurationMs: 10,
        restoreDurationMs: 500.795,
        billedRestoreDurationMs: 53,
      },
    },
  };
  const recordReport = {
    durationMs: 1.317,
    billedDurationMs: 2,
    memorySizeMb: 1024,
    maxMemoryUsedMb: 68,
    initDurationMs: 10,
    restoreDurationMs: 500.795,
    billedRestoreDurationMs: 53,
    status: 'success',
  };

  it('may be JSON', () => {
    const line = JSON.stringify(record);
    const app = JSON.stringify({ level: 'INFO', message: 'größer' });
    expect(reportOfTail(tail(`${app}\n${line}\n`))).toEqual(recordReport);
    expect(reportOfTail(tail(`${'x'.repeat(3000)}\n${line}\nnot JSON\n`))).toEqual(recordReport);
  });

  it('may be JSON that is longer than the end that is read first', () => {
    const spans = Array.from({ length: 30 }, () => ({ name: 'extensionOverhead', durationMs: 1 }));
    const long = { ...record, record: { ...record.record, spans } };
    const log = `{"message":"x"}\n${JSON.stringify(long)}\n`;
    expect(reportOfTail(tail(log))).toEqual(recordReport);
  });
});
