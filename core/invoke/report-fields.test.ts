import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusPath, corpusTest } from '../base/corpus.fixture.js';
import { defined } from '../base/defined.js';
import { parseReportLine, parseReportRecord, reportOfTail } from './report-line.js';

const tail = (log: string): string => Buffer.from(log).toString('base64');

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
  const traceId = /^XRAY TraceId: (1-[\da-f]{8}-[\da-f]{24})/m.exec(text)?.[1];
  const whole = report && { ...report, ...defined({ traceId }) };
  expect(reportOfTail(tail(`START\n${text}\n`)), text).toEqual(whole);
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
