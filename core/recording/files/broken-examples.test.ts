import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RecordingStore } from '../store/store.js';
import { workbench } from '../workbench.fixture.js';
import type { ImportFormat } from './formats.js';
import { importers } from './index.js';

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
      /has no message/,
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
