import { describe, expect, it } from 'vitest';
import { RecordingStore } from '../store/store.js';
import { errorOf, workbench } from '../workbench.fixture.js';
import { id, lines, logEvents, marker, pretty } from './exported-logs.fixture.js';
import type { ImportOptions } from './import.js';

const mark = '\ufeff';

describe('an envelope that nobody knows', () => {
  it.each([
    [
      'a history of Step Functions',
      {
        events: [
          {
            timestamp: 'x',
            type: 'ExecutionStarted',
            id: 1,
            previousEventId: 0,
            executionStartedEventDetails: { input: '{}' },
          },
        ],
      },
    ],
    [
      'a Postman collection',
      {
        info: {
          _postman_id: 'x',
          name: 'n',
          schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
        },
        item: [],
      },
    ],
    [
      'X-Ray traces',
      { Traces: [{ Id: '1-x', Duration: 1, Segments: [{ Id: 'x', Document: '{}' }] }] },
    ],
    ["Lambda Power Tuning's input", { lambdaARN: 'arn', powerValues: [128], num: 50, payload: {} }],
    ['an answer of Invoke', { StatusCode: 200, ExecutedVersion: '$LATEST' }],
    [
      'CloudTrail',
      {
        Records: [{ eventVersion: '1', eventSource: 's3.amazonaws.com', recipientAccountId: '1' }],
      },
    ],
  ])('is imported only when it is said to be JSON: %s', async (_, document) => {
    for (const [file, text] of [
      ['a.json', pretty(document)],
      ['a.jsonl', `${lines(document, document)}\n`],
    ] as const) {
      const { db, path, load } = workbench({ [file]: text });
      const error = await errorOf(load(path(file)));
      expect(error.message).toMatch(/^This looks like .*, not like an event\.$/);
      expect(error.hint).toContain('--format json');
      expect(new RecordingStore(db).list()).toEqual([]);
      await load(path(file), { format: file === 'a.json' ? 'json' : 'jsonl' });
    }
  });
});

describe('a marker or pattern', () => {
  it.each([
    ['a.json', '{"EVENT": {"a": 1}}'],
    ['a.csv', 'payload,timestamp\n{},\n'],
    ['a.json', '{"Messages":[{"Body":"{}","ReceiptHandle":"r"}]}'],
  ])('for what is no log is an error: %s', async (file, text) => {
    const { path, load } = workbench({ [file]: text });
    for (const lines of [{ marker: 'EVENT' }, { pattern: /EVENT/ }]) {
      const error = await errorOf(load(path(file), { lines }));
      expect(error.message).toContain('which is not a log');
      expect(error.hint).toContain('cloudwatch-lines');
    }
  });
});

describe('a marker for records of a stream that are no log', () => {
  it('is an error', async () => {
    const { path, load } = workbench({
      'a.json': '{"Records":[{"SequenceNumber":"1","Data":"eyJhIjoxfQ==","PartitionKey":"p"}]}',
    });
    const error = await errorOf(load(path('a.json'), marker('EVENT')));
    expect(error.message).toContain('There is no log line in it');
    expect(await load(path('a.json'))).toMatchObject({ recordCount: 1 });
  });
});

describe('UTF-16', () => {
  it.each([
    ['with its mark', Buffer.from(`${mark}{"a":1}`, 'utf16le')],
    ['without', Buffer.from('{"a":1}', 'utf16le')],
    ['the other way round', Buffer.from(`${mark}{"a":1}`, 'utf16le').swap16()],
  ])('is named: %s', async (_, text) => {
    const { path, load } = workbench({ 'a.json': text });
    const error = await errorOf(load(path('a.json')));
    expect(error.message).toContain('is in UTF-16');
    expect(error.hint).toContain('iconv');
  });
});

describe('the same MessageId twice', () => {
  const message = (id: string, n: number): object => ({
    MessageId: id,
    ReceiptHandle: `r${n}`,
    Body: `{"n":${n}}`,
  });
  const text = lines(
    { Messages: [message('m-1', 1), message('m-2', 2)] },
    { Messages: [message('m-1', 3)] },
  );

  it.each([
    ['dlq.json', text],
    ['dlq.csv', 'messageId,body\nm-1,{}\nm-2,{}\nm-1,{}\n'],
  ])('is told, and the later is left out when asked: %s', async (file, content) => {
    const { path, load } = workbench({ [file]: content });
    expect(await load(path(file))).toMatchObject({
      recordCount: 3,
      repeatedMessages: { count: 1, isLeftOut: false },
    });
    const result = await load(path(file), { name: 'b', uniqueBy: 'messageId' });
    expect(result).toMatchObject({
      recordCount: 2,
      repeatedMessages: { count: 1, isLeftOut: true },
    });
  });
});

describe('where there is no event, what was there is said', () => {
  const call = {
    request: { method: 'GET', url: 'https://example.org/' },
    response: { status: 200 },
  };
  const text = `START RequestId: ${id} Version: 12\n`.repeat(137);
  it.each<[string, string, Partial<ImportOptions>, string]>([
    ['a.jsonl', '', {}, 'it is empty'],
    ['a.jsonl', '\n\n', {}, 'nothing but white space'],
    ['a.log', text, {}, '137 log lines, none with JSON'],
    ['a.log', text, marker('EVENT'), '137 log lines, none with EVENT'],
    [
      'a.log',
      `${text}EVENT is a word\n`,
      marker('EVENT'),
      '138 log lines, 1 with EVENT, and none of them with JSON there',
    ],
    [
      'a.log',
      text,
      { lines: { pattern: /e=(.*)/ } },
      '137 log lines, none of which matches /e=(.*)/',
    ],
    [
      'a.json',
      JSON.stringify({ events: logEvents }),
      {},
      '4 log lines, none of which is a JSON object or list by itself',
    ],
    [
      'a.har',
      JSON.stringify({ log: { creator: {}, entries: [call, call] } }),
      {},
      '2 HTTP calls, none of them a call of Invoke',
    ],
    [
      'a.log',
      `START RequestId: 1 Version: 1\nEND RequestId: 1\n{"a":1}\n`,
      {},
      '2 log lines and 1 response of the function (no events), none with JSON',
    ],
    ['app.log', 'starting\nready\n', {}, '2 log lines, none with JSON'],
    ['text', 'starting\nready\n', marker('EVENT'), '2 log lines, none with EVENT'],
    ['a.csv', 'payload,timestamp\n', {}, 'a table without a row'],
    ['a.json', '{"Messages":[]}', { format: 'sqs' }, 'nothing but'],
  ])('%s %#', async (file, content, options, message) => {
    const { path, load } = workbench({ [file]: content });
    const error = await errorOf(load(path(file), options));
    expect(error.message).toContain(`There is no event in ${path(file)}: ${message}`);
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
  });

  it('of a table with other columns', async () => {
    const columns =
      'HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_100';
    const { path, load } = workbench({ 'day.durations.csv': `${columns}\na,b,c,1,2,3,4,5,6\n` });
    const error = await errorOf(load(path('day.durations.csv')));
    expect(error.message).toContain('There is no column payload');
    expect(error.message).toContain('The 9 columns are hashowner, hashapp, hashfunction,');
    expect(error.hint).toContain('durations');
  });
});
