import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusPath, corpusTest } from '../base/corpus.fixture.js';
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

function lines(name: string): string[] {
  return readFileSync(corpusPath(`logs/${name}`), 'utf8')
    .split('\n')
    .filter(Boolean);
}

/** What a regular expression makes of a field: slow and plain, to compare with. */
function field(line: string, name: string): number | undefined {
  const before = name === 'Duration' ? '(?<!Billed |Init |Restore )' : '(?<!Billed )';
  const value = new RegExp(`${before}${name}:\\s*([\\d.]+)`).exec(line)?.[1];
  return value === undefined ? undefined : Number(value);
}

function expectFields(text: string): void {
  const [line = ''] = text.split('\n');
  const report = parseReportLine(line);
  const { errorType: _, ...fields } = report ?? {};
  const plainly = {
    durationMs: field(line, 'Duration'),
    billedDurationMs: field(line, 'Billed Duration'),
    memorySizeMb: field(line, 'Memory Size'),
    maxMemoryUsedMb: field(line, 'Max Memory Used'),
    initDurationMs: field(line, 'Init Duration'),
    restoreDurationMs: field(line, 'Restore Duration'),
    billedRestoreDurationMs: field(line, 'Billed Restore Duration'),
    status: /Status: (\w+)/.exec(line)?.[1],
  };
  const found = Object.entries(plainly).filter(([, value]) => value !== undefined);
  expect(fields, text).toEqual(Object.fromEntries(found));
  expect(reportOfTail(tail(`START\n${text}\n`)), text).toEqual(report);
}

describe('the fields of a REPORT line', () => {
  const id = 'REPORT RequestId: 5c1d0a77-2f4e-4b0e-9a1c-3d0e8b7f6a21';
  const trace =
    'XRAY TraceId: 1-65f0c1d2-0a1b2c3d4e5f60718293a4b5\tSegmentId: 6f2a\tSampled: true\t';

  it.each([
    [
      'of 2016, billed by 100 ms',
      '\tDuration: 0.81 ms\tBilled Duration: 100 ms \tMemory Size: 256 MB\tMax Memory Used: 33 MB\t',
    ],
    [
      'billed by 1 ms',
      '\tDuration: 17.42 ms\tBilled Duration: 18 ms\tMemory Size: 192 MB\tMax Memory Used: 71 MB\t',
    ],
    [
      'with the trace on a line of its own',
      `\tDuration: 640.07 ms\tBilled Duration: 641 ms\tMemory Size: 128 MB\tMax Memory Used: 117 MB\t\n${trace}`,
    ],
    [
      'with an init that is billed',
      '\tDuration: 201.50 ms\tBilled Duration: 390 ms\tMemory Size: 256 MB\tMax Memory Used: 40 MB\tInit Duration: 188.31 ms\t',
    ],
    [
      'with an init in whole milliseconds',
      ' Duration: 0.77 ms  Billed Duration: 100 ms Memory Size: 128 MB Max Memory Used: 92 MB  Init Duration: 1187 ms',
    ],
    [
      'with the init first, as emulators write it',
      '  Init Duration: 0.07 ms  Duration: 1101.26 ms    Billed Duration: 1102 ms        Memory Size: 512 MB    Max Memory Used: 512 MB',
    ],
    [
      'of a restored snapshot',
      '\tDuration: 290.10 ms\tBilled Duration: 588 ms\tMemory Size: 3009 MB\tMax Memory Used: 151 MB\tRestore Duration: 511.25 ms\tBilled Restore Duration: 297 ms\t',
    ],
    [
      'of a timeout before 2025',
      '\tDuration: 3003.16 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 49 MB\tInit Duration: 140.02 ms\t',
    ],
    [
      'of a timeout',
      '\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 49 MB\tStatus: timeout',
    ],
    [
      'of an error',
      '\tDuration: 88.90 ms\tBilled Duration: 89 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory\t',
    ],
    [
      'with tabs that a terminal made spaces',
      '  Duration: 79.01 ms      Billed Duration: 80 ms         Memory Size: 128 MB     Max Memory Used: 73 MB',
    ],
    [
      'of a large function',
      '\tDuration: 899999.99 ms\tBilled Duration: 900000 ms\tMemory Size: 10240 MB\tMax Memory Used: 10239 MB\t',
    ],
  ])('%s', (_what, rest) => expectFields(id + rest));

  it.each<[string, object, number | undefined]>([
    [
      'a report',
      {
        type: 'platform.report',
        record: {
          requestId: '1',
          status: 'success',
          metrics: {
            durationMs: 20.25,
            billedDurationMs: 21,
            memorySizeMB: 128,
            maxMemoryUsedMB: 60,
          },
        },
      },
      20.25,
    ],
    [
      'a report without a status',
      {
        type: 'platform.report',
        record: {
          requestId: '1',
          metrics: {
            durationMs: 101.5,
            billedDurationMs: 300,
            memorySizeMB: 512,
            maxMemoryUsedMB: 33,
            initDurationMs: 116.67,
          },
        },
      },
      101.5,
    ],
    [
      'a report of a timeout',
      {
        type: 'platform.report',
        record: {
          requestId: '1',
          status: 'timeout',
          metrics: {
            durationMs: 3000,
            billedDurationMs: 3000,
            memorySizeMB: 128,
            maxMemoryUsedMB: 50,
          },
        },
      },
      3000,
    ],
    [
      'a start',
      { type: 'platform.start', record: { requestId: '1', version: '$LATEST' } },
      undefined,
    ],
    [
      'the end of the runtime, which has metrics too',
      {
        type: 'platform.runtimeDone',
        record: {
          requestId: '1',
          status: 'success',
          metrics: { durationMs: 19.8, producedBytes: 16 },
        },
      },
      undefined,
    ],
    [
      'a report of the init',
      { type: 'platform.initReport', record: { phase: 'init', metrics: { durationMs: 125.3 } } },
      undefined,
    ],
    [
      'a report of the restore',
      {
        type: 'platform.restoreReport',
        record: { status: 'success', metrics: { durationMs: 15.1 } },
      },
      undefined,
    ],
    [
      'an extension',
      {
        type: 'platform.extension',
        record: { name: 'tracer', state: 'Ready', events: ['INVOKE'] },
      },
      undefined,
    ],
    [
      'a line of the function',
      { type: 'function', record: 'platform.report, said the function' },
      undefined,
    ],
  ])('of JSON: %s', (_what, record, durationMs) => {
    const text = JSON.stringify({ time: '2026-02-01T10:00:00.000Z', ...record });
    expect(parseReportRecord(text)?.durationMs).toBe(durationMs);
  });

  corpusTest('are what a regular expression finds, in lines of real logs', 'logs', () => {
    const texts = [
      ...lines('report-lines.txt'),
      ...lines('lambda-lines.jsonl').map((json): string => JSON.parse(json).line),
    ];
    const reports = texts.filter((text) => text.startsWith('REPORT RequestId: '));
    expect(reports.length).toBeGreaterThan(80);
    for (const text of reports) expectFields(text);
    for (const json of lines('platform-records.jsonl')) {
      const { record } = JSON.parse(json);
      const text = typeof record === 'string' ? record : JSON.stringify(record);
      const isReport = typeof record !== 'string' && record.type === 'platform.report';
      const metrics = isReport ? record.record?.metrics : undefined;
      expect(parseReportRecord(text)?.durationMs, text).toBe(metrics?.durationMs);
    }
  });
});
