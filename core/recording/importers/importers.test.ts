import { hash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../event.js';
import { writeRecordsFile } from '../export.js';
import type { ImportOptions } from '../import.js';
import type { StoredRecord } from '../records.js';
import { RecordingStore } from '../store.js';
import { workbench } from '../workbench.fixture.js';
import type { ImportFormat } from './formats.js';
import { chooseImporter, importers } from './index.js';

const samples = join(import.meta.dirname, 'samples');
const sample = (name: string): string => join(samples, name);

type Expected = Omit<RecordedEvent, 'payload'> & { payload: string };

interface Case {
  file: string;
  format: ImportFormat;
  options?: Partial<ImportOptions>;
  /** All that is known of each record, in the order of the recording. */
  records: Expected[];
}

/** 2026-11-20T17:00:00Z in microseconds. */
const t0 = 1_795_194_000_000_000;
const marked = { lines: { marker: 'EVENT' } };

const cases: Case[] = [
  {
    file: 'filter-log-events.json',
    format: 'cloudwatch',
    options: marked,
    records: [
      {
        payload: '{"orderId": 7, "orderId": 8}',
        capturedAtUs: t0 + 207_000,
        outcome: { executedVersion: '$LATEST' },
      },
      {
        payload: '{"orderId": 9007199254740993, "total": 12.50}',
        capturedAtUs: t0 + 413_000,
        outcome: { executedVersion: '12' },
      },
    ],
  },
  {
    file: 'get-log-events.json',
    format: 'cloudwatch',
    records: [
      {
        payload: '{"orderId": 1, "note": "a line that is an event"}',
        capturedAtUs: t0 + 413_000,
      },
      { payload: '{"orderId": 2}', capturedAtUs: t0 + 414_000 },
    ],
  },
  {
    file: 'insights.json',
    format: 'cloudwatch',
    options: marked,
    records: [
      {
        payload: '{"orderId": 1}',
        capturedAtUs: t0 + 413_000,
        functionName: 'checkout',
        outcome: { executedVersion: '12' },
      },
    ],
  },
  {
    file: 'insights.csv',
    format: 'cloudwatch-csv',
    options: marked,
    records: [
      {
        payload: '{"orderId": 1, "note": "a, b"}',
        capturedAtUs: t0 + 413_000,
        functionName: 'checkout',
      },
    ],
  },
  {
    file: 'exported.log',
    format: 'cloudwatch-lines',
    options: marked,
    records: [
      { payload: '{\n  "orderId": 1\n}', capturedAtUs: t0 + 413_000 },
      { payload: '{"orderId": 2}', capturedAtUs: t0 + 500_123 },
    ],
  },
  {
    file: 'tail.log',
    format: 'cloudwatch-lines',
    options: marked,
    records: [
      {
        payload: '{"orderId": 1}',
        capturedAtUs: t0 + 413_000,
        outcome: { executedVersion: '12' },
      },
    ],
  },
  {
    file: 'function.log',
    format: 'lambda-log',
    options: marked,
    records: [
      {
        payload: '{\n  "orderId": 1,\n  "items": {\n    "n": 9007199254740993\n  }\n}',
        capturedAtUs: t0 + 414_000,
        outcome: { requestId: '1f2e3d4c-0001-4000-8000-000000000001', executedVersion: '12' },
      },
      {
        payload: '{"orderId": 2}',
        outcome: { requestId: '1f2e3d4c-0002-4000-8000-000000000002', executedVersion: '$LATEST' },
      },
      {
        payload: '{"orderId":3}',
        functionName: 'checkout',
        outcome: { requestId: '1f2e3d4c-0002-4000-8000-000000000002', executedVersion: '$LATEST' },
      },
    ],
  },
  {
    file: 'firehose-subscription',
    format: 'cloudwatch',
    options: { lines: { pattern: /EVENT (.*)/s } },
    records: [413_000, 414_000].map((us, index) => ({
      payload: `{"orderId": ${index + 1}}`,
      capturedAtUs: t0 + us,
      functionName: 'checkout',
      outcome: { executedVersion: '12' },
    })),
  },
  {
    file: 'dead-letter-queue.json',
    format: 'sqs',
    records: [
      {
        payload: '{"orderId": 1.0}',
        capturedAtUs: t0 - 900_000,
        functionName: 'checkout',
        qualifier: 'live',
        invocationType: 'Event',
        outcome: {
          statusCode: 200,
          functionError: 'Unhandled',
          executedVersion: '12',
          errorType: 'RangeError',
          errorMessage: 'no items',
          condition: 'RetriesExhausted',
          requestId: '1f2e3d4c-0002-4000-8000-000000000002',
          approximateInvokeCount: 3,
        },
      },
      {
        payload: '{"orderId": 9007199254740993, "items": []}',
        capturedAtUs: t0 + 413_000,
        invocationType: 'Event',
        outcome: {
          statusCode: 200,
          errorMessage: 'an order needs at least one item',
          requestId: '1f2e3d4c-0001-4000-8000-000000000001',
        },
      },
      {
        // What a function received that SQS triggers is a payload as it is.
        payload:
          '{"Records":[{"messageId":"m-1","eventSource":"aws:sqs","body":"{\\"orderId\\":3}"}]}',
        capturedAtUs: t0 + 1_500_000,
      },
    ],
  },
  {
    file: 'destination.json',
    format: 'destination',
    records: [
      {
        payload: '{ "orderId": 9007199254740993, "total": 1.0 }',
        capturedAtUs: t0 + 413_000,
        functionName: 'checkout',
        qualifier: '$LATEST',
        invocationType: 'Event',
        outcome: {
          statusCode: 200,
          functionError: 'Unhandled',
          executedVersion: '$LATEST',
          errorType: 'RangeError',
          errorMessage: 'no items',
          condition: 'RetriesExhausted',
          requestId: '1f2e3d4c-0001-4000-8000-000000000001',
          approximateInvokeCount: 3,
        },
      },
    ],
  },
  {
    file: 'destinations.jsonl',
    format: 'destination',
    records: [
      {
        payload: '{"n": 1}',
        capturedAtUs: t0 + 1_000_000,
        functionName: 'checkout',
        qualifier: 'live',
        invocationType: 'Event',
        outcome: {
          statusCode: 200,
          executedVersion: '12',
          condition: 'Success',
          requestId: 'r-1',
          approximateInvokeCount: 1,
        },
      },
      {
        payload: '{"n": 2}',
        capturedAtUs: t0 + 2_000_000,
        functionName: 'checkout',
        invocationType: 'Event',
        outcome: {
          condition: 'ZeroReservedConcurrency',
          requestId: 'r-2',
          approximateInvokeCount: 0,
        },
      },
    ],
  },
  {
    file: 'sns-notification.json',
    format: 'destination',
    records: [
      {
        payload: '{"n": 1.50}',
        capturedAtUs: t0 + 413_000,
        functionName: 'checkout',
        invocationType: 'Event',
        outcome: { condition: 'EventAgeExceeded', requestId: 'r-1', approximateInvokeCount: 1 },
      },
    ],
  },
  {
    file: 'eventbridge-result.json',
    format: 'destination',
    records: [
      {
        payload: '{ "n": 1e2 }',
        capturedAtUs: t0 + 413_000,
        functionName: 'checkout',
        invocationType: 'Event',
        outcome: {
          statusCode: 200,
          functionError: 'Unhandled',
          executedVersion: '3',
          errorMessage: 'late',
          condition: 'RetriesExhausted',
          requestId: 'r-1',
          approximateInvokeCount: 3,
        },
      },
    ],
  },
  {
    file: 'eventbridge.jsonl',
    format: 'eventbridge',
    records: readFileSync(sample('eventbridge.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .reverse()
      .map((payload, index) => ({ payload, capturedAtUs: t0 + (index + 1) * 1_000_000 })),
  },
  {
    file: 'get-records.json',
    format: 'kinesis',
    options: marked,
    records: [
      { payload: '{"orderId": 1.0}', capturedAtUs: t0 + 413_000 },
      { payload: '{"orderId": 2}', capturedAtUs: t0 + 1_250_000 },
      {
        payload: '{"orderId": 3}',
        capturedAtUs: t0 + 2_000_000,
        functionName: 'checkout',
        outcome: { executedVersion: '3' },
      },
    ],
  },
  {
    file: 'calls.har',
    format: 'har',
    records: [
      {
        payload: '{"orderId": 1.0}',
        capturedAtUs: t0 + 413_000,
        functionName: 'checkout',
        qualifier: 'live',
        invocationType: 'RequestResponse',
        outcome: { statusCode: 200, executedVersion: '12', requestId: 'r-1', durationMs: 41.5 },
      },
      {
        payload: '{"orderId": 3}',
        capturedAtUs: t0 + 700_000,
        functionName: 'checkout',
        invocationType: 'RequestResponse',
        outcome: {
          statusCode: 200,
          functionError: 'Unhandled',
          errorType: 'RangeError',
          errorMessage: 'no items',
          executedVersion: '12',
          durationMs: 41.5,
        },
      },
      {
        payload: '{"to": "a"}',
        capturedAtUs: t0 + 800_000,
        functionName: 'mailer',
        invocationType: 'Event',
        outcome: { statusCode: 202, requestId: 'r-2', durationMs: 41.5 },
      },
    ],
  },
  {
    file: 'events.csv',
    format: 'csv',
    records: [
      { payload: '{}', capturedAtUs: t0 + 250_000, functionName: 'mailer' },
      // Without a time: it stays behind the one that it was written after.
      { payload: '[1]' },
      {
        payload: '{"orderId": 9007199254740993,\n "note": "a, b"}',
        capturedAtUs: t0 + 413_217,
        functionName: 'checkout',
        qualifier: 'live',
      },
    ],
  },
  {
    file: 'arrivals.csv',
    format: 'trace',
    options: { payload: Buffer.from('{"ping": true}') },
    records: [
      {
        payload: '{"ping": true}',
        capturedAtUs: 3_249_875,
        functionName: 'f2',
        outcome: { durationMs: 0.125 },
      },
      {
        payload: '{"ping": true}',
        capturedAtUs: 10_000_000,
        functionName: 'f1',
        outcome: { durationMs: 500 },
      },
    ],
  },
];

function strip({ seq: _, sha256: __, payload, ...rest }: StoredRecord): Expected {
  return { payload: Buffer.from(payload).toString('utf8'), ...rest };
}

describe('a sample of each format', () => {
  it.each(cases)('$file is read as $format', async ({ file, format, options, records }) => {
    const { db, load } = workbench();
    expect(chooseImporter('auto', readFileSync(sample(file)), file)).toBe(importers[format]);
    await load(sample(file), options);
    expect([...new RecordingStore(db).records('a')].map(strip)).toEqual(records);
  });

  it.each(cases)(
    '$file is known without its name, zipped, and asked for by it',
    async ({ file, format, options, records }) => {
      const { db, path, load } = workbench({ unnamed: gzipSync(readFileSync(sample(file))) });
      await load(path('unnamed'), options);
      await load(path('unnamed'), { ...options, format, name: 'b' });
      const store = new RecordingStore(db);
      expect([...store.records('a')].map(strip)).toEqual(records);
      expect([...store.records('b')].map(strip)).toEqual(records);
    },
  );

  it.each(cases)('$file keeps all that is known through export', async ({ file, options }) => {
    const { db, path, load } = workbench();
    await load(sample(file), options);
    const store = new RecordingStore(db);
    await writeRecordsFile(store.records('a'), path('again.jsonl'));
    await load(path('again.jsonl'), { name: 'b' });
    expect([...store.records('b')].map(strip)).toEqual([...store.records('a')].map(strip));
  });

  it('of several files of several formats may lie in one folder', async () => {
    const { db, folder, load } = workbench();
    for (const name of ['dead-letter-queue.json', 'destinations.jsonl', 'calls.har']) {
      cpSync(sample(name), join(folder, name));
    }
    expect((await load(folder)).recordCount).toBe(8);
    const times = [...new RecordingStore(db).records('a')].map((r) => r.capturedAtUs ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('what a Firehose-triggered function received', () => {
  it('is one payload, and taken apart only when asked', async () => {
    const { db, load } = workbench();
    await load(sample('firehose.json'));
    await load(sample('firehose.json'), { name: 'b', format: 'kinesis' });
    const store = new RecordingStore(db);
    expect(store.find('a').recordCount).toBe(1);
    expect([...store.records('a')][0]?.payload).toEqual(readFileSync(sample('firehose.json')));
    expect([...store.records('b')].map(strip)).toEqual([
      { payload: '{"orderId": 1}', capturedAtUs: t0 + 413_000 },
    ]);
  });
});

describe('counts per minute', () => {
  it('become arrivals within their minutes, the same for the same seed', async () => {
    const { db, load } = workbench();
    for (const [name, seed] of [
      ['a', 7],
      ['b', 7],
      ['c', 8],
    ] as const) {
      await load(sample('minutes.csv'), { name, seed });
    }
    const store = new RecordingStore(db);
    const arrivals = (name: string): [string | undefined, number][] =>
      [...store.records(name)].map((r) => [r.functionName, r.capturedAtUs ?? -1]);
    expect(arrivals('a').map(([name]) => name)).toEqual(['f1', 'f1', 'f2', 'f2', 'f2']);
    expect(arrivals('a').map(([, us]) => Math.floor(us / 60e6))).toEqual([540, 540, 541, 541, 541]);
    expect(arrivals('b')).toEqual(arrivals('a'));
    expect(arrivals('c')).not.toEqual(arrivals('a'));
  });
});

describe('a broken example', () => {
  const emptyHash = hash('sha256', '{}');
  const broken: [ImportFormat, string, string, number, number, RegExp][] = [
    ['reprise', 'cut.jsonl', `{"reprise":1,"sha256":"${emptyHash}"`, 1, 89, /expected "," or "}"/],
    [
      'reprise',
      'changed.jsonl',
      `{"reprise":1,"sha256":"${emptyHash}","payload":"{}"}\n{"reprise":1,"sha256":"${emptyHash}","payload":"{ }"}\n`,
      2,
      1,
      /not the one that sha256/,
    ],
    ['har', 'a.har', '{"log":{"creator":{},"entries":7}}', 1, 1, /no list log\.entries/],
    [
      'har',
      'b.har',
      '{"log":{"creator":{},"entries":[\n {"request":{"method":"POST","url":"https://h/2015-03-31/functions/f/invocations","postData":{"mimeType":"x"}}}]}}',
      2,
      2,
      /body of this call of Invoke was not kept/,
    ],
    [
      'destination',
      'batch.json',
      '\n {"requestContext":{"functionArn":"a","condition":"RetryAttemptsExhausted"},"KinesisBatchInfo":{"shardId":"s"}}',
      2,
      2,
      /position in the stream \(KinesisBatchInfo\).*cannot be replayed/,
    ],
    [
      'destination',
      'bare.json',
      '{"requestContext":{"functionArn":"a","condition":"Success"}}',
      1,
      1,
      /no requestPayload/,
    ],
    [
      'sqs',
      'text.json',
      '{"Messages":[\n  {"ReceiptHandle":"r","Body":"not json"}]}',
      2,
      31,
      /The Body is not JSON: expected .* at byte \d of it/,
    ],
    ['sqs', 'bodiless.json', '{"Messages":[{"ReceiptHandle":"r"}]}', 1, 14, /has no Body/],
    [
      'cloudwatch',
      'a.json',
      '{"events":[\n{"timestamp":1}],"nextForwardToken":"f"}',
      2,
      1,
      /no string message/,
    ],
    [
      'cloudwatch',
      'b.json',
      '{"results":[[{"field":"@ptr","value":"x"}]],"statistics":{}}',
      1,
      13,
      /no @message/,
    ],
    [
      'cloudwatch',
      'c.json',
      '{"messageType":"DATA_MESSAGE","logGroup":"g","logEvents":[\n{"timestamp":1795194000000,"message":"{\\"reprise\\":1,\\"payload\\":7}"}]}',
      2,
      1,
      /Not a line of a Reprise recorder/,
    ],
    [
      'cloudwatch-lines',
      'a.log',
      '2026-11-20T17:00:00.413Z START\n2026-11-20T17:00:00.500Z {"reprise":1,"x":1}\n',
      2,
      1,
      /Not a line of a Reprise recorder/,
    ],
    [
      'lambda-log',
      'a.log',
      'START RequestId: 1 Version: 12\n{"reprise":1,"x":1}\n',
      2,
      1,
      /Not a line of a Reprise recorder/,
    ],
    ['cloudwatch-csv', 'a.csv', '@timestamp,@message\n2026-11-20 17:00:00,"{}', 2, 1, /quote/],
    ['kinesis', 'a.json', '{"Records":[\n{"PartitionKey":"p","Data":"***"}]}', 2, 28, /not base64/],
    [
      'kinesis',
      'b.json',
      '{"Records":[{"PartitionKey":"p","Data":"bm90IGpzb24="}]}',
      1,
      40,
      /The Data is not JSON/,
    ],
    [
      'eventbridge',
      'a.jsonl',
      `${'{"detail-type":"a","source":"s","detail":{}}\n'.repeat(9)}{"x":1}\n`,
      10,
      1,
      /no detail-type and detail/,
    ],
    ['csv', 'a.csv', 'timestamp,payload\n2026-11-20T17:00:00Z,{]\n', 2, 1, /payload is not JSON/],
    ['csv', 'b.csv', 'timestamp,payload\n\nyesterday,{}\n', 3, 1, /neither ISO 8601 nor/],
    ['csv', 'c.csv', 'timestamp,payload\n1,{},2\n', 2, 1, /3 fields, and there are 2 columns/],
    ['trace', 'a.csv', 'HashFunction,1,2\nf,3,-1\n', 2, 1, /count of minute 2/],
    ['trace', 'b.csv', 'func,end_timestamp,duration\nf,never,1\n', 2, 1, /has no time/],
    ['jsonl', 'a.jsonl', '{}\n{"a":}\n', 2, 6, /Not JSON: expected a value/],
    ['json', 'a.json', '{"a":\n 01}', 2, 3, /Not JSON/],
  ];

  it.each(broken)(
    'of %s (%s) is refused by file, line and column',
    async (format, file, content, line, column, message) => {
      const { db, path, load } = workbench({ [file]: content });
      for (const asked of ['auto', format] as const) {
        const work = load(path(file), { format: asked });
        await expect(work).rejects.toMatchObject({
          where: { file: path(file), line, column },
          message: expect.stringMatching(message),
        });
      }
      expect(new RecordingStore(db).list()).toEqual([]);
    },
  );

  it('is there for every format', () => {
    const formats = new Set(broken.map(([format]) => format));
    expect([...formats].sort()).toEqual(Object.keys(importers).sort());
  });

  it('is left out when asked, and the rest comes in', async () => {
    const { load, path } = workbench({
      'dlq.json':
        '{"Messages":[{"ReceiptHandle":"r","Body":"no"},{"ReceiptHandle":"s","Body":"1"}]}',
    });
    expect(await load(path('dlq.json'), { skipInvalid: true })).toMatchObject({
      recordCount: 1,
      skippedCount: 1,
    });
  });

  it('that says nothing of its format is told what formats there are', async () => {
    const { load, path } = workbench({ 'notes.txt': 'RequestId 1 Version: 2\n' });
    await expect(load(path('notes.txt'))).rejects.toMatchObject({
      where: { line: 1, column: 1 },
      hint: expect.stringContaining('--format'),
    });
  });
});
