import { readFileSync } from 'node:fs';
import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { corpusPath, corpusTest } from '../base/corpus.fixture.js';
import { evidenceInLog } from './log-evidence.js';
import { evidenceInMessage } from './message-evidence.js';
import { placeOf } from './place.js';

const id = '3f1c2b5a-7d4e-4a7b-9b1c-0d2e3f4a5b6c';
const logStreamName = '2026/11/29/[$LATEST]0123';
const seen = { atMs: 1_764_400_000_000, place: placeOf(logStreamName) };
const inLog = (message: string) => evidenceInLog({ timestamp: seen.atMs, message, logStreamName });

const report = {
  ...{ kind: 'report', ...seen, durationMs: 12.34, billedMs: 13, memoryMb: 128, hasFailed: false },
};
const reportText =
  'Duration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB';
const platform = (type: string, record: object) =>
  JSON.stringify({ time: '2026-11-29T07:06:40.000Z', type, record });
const metrics = {
  durationMs: 12.34,
  billedDurationMs: 13,
  memorySizeMB: 128,
  maxMemoryUsedMB: 40,
};

describe('a log line', () => {
  it.each<[string, string, object]>([
    ['START', `START RequestId: ${id} Version: 12\n`, { kind: 'start', ...seen, version: '12' }],
    [
      'START of $LATEST',
      `START RequestId: ${id} Version: $LATEST`,
      { kind: 'start', ...seen, version: '$LATEST' },
    ],
    ['REPORT', `REPORT RequestId: ${id}\t${reportText}\t\n`, report],
    [
      'REPORT of a cold start, with a trace below it',
      `REPORT RequestId: ${id}\t${reportText}\tInit Duration: 99.50 ms\t\nXRAY TraceId: 1-5e61292c\tSegmentId: 07\tSampled: true\t`,
      { ...report, initMs: 99.5 },
    ],
    [
      'REPORT with tabs turned to spaces',
      `REPORT RequestId: ${id} ${reportText.replaceAll('\t', '  ')}`,
      report,
    ],
    [
      'REPORT of a timeout',
      `REPORT RequestId: ${id}\t${reportText}\tStatus: timeout\t`,
      { ...report, hasFailed: true },
    ],
    [
      'REPORT of a crash',
      `REPORT RequestId: ${id}\t${reportText}\tStatus: error\tError Type: Runtime.ExitError\t`,
      { ...report, hasFailed: true },
    ],
    ['a timeout', `2026-11-29T07:06:40.000Z ${id} Task timed out after 3.00 seconds\n\n`, error()],
    [
      'what a handler threw',
      `2026-11-29T07:06:40.000Z\t${id}\tERROR\tInvoke Error \t{"errorType":"Error"}`,
      error(),
    ],
    [
      'a runtime that exited',
      `RequestId: ${id} Error: Runtime exited with error: exit status 1`,
      error(),
    ],
    [
      'platform.start',
      platform('platform.start', { requestId: id, version: '7' }),
      { kind: 'start', ...seen, version: '7' },
    ],
    [
      'platform.report',
      platform('platform.report', { requestId: id, metrics, status: 'success' }),
      report,
    ],
    [
      'platform.report of a failure',
      platform('platform.report', { requestId: id, metrics, status: 'error' }),
      { ...report, hasFailed: true },
    ],
    [
      'an error in the JSON format',
      JSON.stringify({ level: 'ERROR', requestId: id, message: { errorType: 'TypeError' } }),
      error(),
    ],
    [
      'the same as Python has it',
      JSON.stringify({ level: 'ERROR', requestId: id, errorType: 'ValueError', message: 'no' }),
      error(),
    ],
  ])('%s', (_name, message, fact) => {
    expect(inLog(message)).toEqual({ requestId: id, fact });
  });

  it.each([
    ['END', `END RequestId: ${id}`],
    ['what the function said', `2026-11-29T07:06:40.000Z\t${id}\tERROR\ta mishap that it got over`],
    ['a quote of a REPORT', `it said REPORT RequestId: ${id}`],
    ['a REPORT that was cut off', `REPORT RequestId: ${id}\tDuration: 12.34 ms`],
    [
      'an error in the JSON format that is only a text',
      JSON.stringify({ level: 'ERROR', requestId: id, message: 'no' }),
    ],
    [
      'platform.runtimeDone',
      platform('platform.runtimeDone', { requestId: id, status: 'success' }),
    ],
    ['what only looks like JSON', '{ nothing'],
    ['nothing', ''],
  ])('%s says nothing', (_name, message) => {
    expect(inLog(message)).toBeUndefined();
  });

  corpusTest('START and REPORT of real logs are understood', 'logs/lambda-lines.jsonl', () => {
    const lines = readFileSync(corpusPath('logs/lambda-lines.jsonl'), 'utf8').trim().split('\n');
    const uuid = /RequestId: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
    let count = 0;
    for (const { kind, line } of lines.map((text) => JSON.parse(text))) {
      const isWhole = kind === 'START' || (kind === 'REPORT' && /Max Memory Used: \d/.test(line));
      if (!isWhole || !uuid.test(line) || !/^(START|REPORT) /.test(line)) continue;
      expect(inLog(line)?.fact.kind, line).toBe(kind.toLowerCase());
      count++;
    }
    expect(count).toBeGreaterThan(10);
  });
});

function error() {
  return { kind: 'error', ...seen };
}

const timestamp = '2026-11-29T07:06:40.000Z';
const record = (condition: string, more: object = {}) => ({
  version: '1.0',
  timestamp,
  requestContext: {
    requestId: id,
    functionArn: 'arn:aws:lambda:eu-west-1:1:function:f:live',
    condition,
    approximateInvokeCount: 3,
  },
  requestPayload: { a: 1 },
  ...more,
});
const ran = {
  responseContext: { statusCode: 200, executedVersion: '7', functionError: 'Unhandled' },
};
const message = (body: object, more: Partial<Message> = {}): Message => ({
  ...{
    MessageId: 'm-1',
    Body: JSON.stringify(body),
    Attributes: { SentTimestamp: '1764400000500' },
  },
  ...more,
});
const recorded = { kind: 'record', atMs: Date.parse(timestamp), place: placeOf('m-1') };
const letter = {
  RequestID: { DataType: 'String', StringValue: id },
  ErrorCode: { DataType: 'Number', StringValue: '200' },
  ErrorMessage: { DataType: 'String', StringValue: 'no' },
};

describe('a message', () => {
  it.each<[string, Message, object]>([
    [
      'a failure',
      message(record('RetriesExhausted', ran)),
      { ...recorded, condition: 'RetriesExhausted', invokeCount: 3, version: '7' },
    ],
    [
      'of an event that never ran',
      message(record('ZeroReservedConcurrency')),
      { ...recorded, condition: 'ZeroReservedConcurrency', invokeCount: 3 },
    ],
    [
      'as EventBridge carries it',
      message({
        'detail-type': 'Lambda Function Invocation Result - Success',
        detail: record('Success', ran),
      }),
      { ...recorded, condition: 'Success', invokeCount: 3, version: '7' },
    ],
    [
      'as SNS carries it',
      message({ Type: 'Notification', Message: JSON.stringify(record('Success', ran)) }),
      { ...recorded, condition: 'Success', invokeCount: 3, version: '7' },
    ],
    [
      'a dead letter',
      message({ a: 1 }, { MessageAttributes: letter }),
      { kind: 'deadLetter', atMs: 1_764_400_000_500, place: placeOf('m-1'), code: 200 },
    ],
    [
      'a dead letter whose event is a record of another',
      message(
        { ...record('Success'), requestContext: { requestId: 'other', condition: 'Success' } },
        { MessageAttributes: letter },
      ),
      { kind: 'deadLetter', atMs: 1_764_400_000_500, place: placeOf('m-1'), code: 200 },
    ],
  ])('%s', (_name, given, fact) => {
    expect(evidenceInMessage(given)).toEqual({ requestId: id, fact });
  });

  it.each<[string, Message]>([
    ['an event of its own', message({ a: 1 })],
    ['a record of a stream mapping', message(record('RetryAttemptsExhausted'))],
    ['no JSON', { MessageId: 'm', Body: 'hello' }],
    ['no body', { MessageId: 'm' }],
  ])('of %s says nothing', (_name, given) => {
    expect(evidenceInMessage(given)).toBeUndefined();
  });

  corpusTest(
    'recorded destination records',
    'destinations/localstack-aws-recorded-records.json',
    () => {
      const path = corpusPath('destinations/localstack-aws-recorded-records.json');
      const found = (
        JSON.parse(readFileSync(path, 'utf8')) as {
          record: {
            requestContext: { condition: string };
            requestPayload?: unknown;
            timestamp?: string;
          };
        }[]
      )
        .filter(({ record: { requestPayload } }) => requestPayload !== undefined)
        .map(({ record: each }) => evidenceInMessage(message({ ...each, timestamp })));
      const kinds = found.map((each) => each?.fact.kind === 'record' && each.fact.condition);
      expect(new Set(kinds)).toEqual(new Set(['Success', 'RetriesExhausted', 'EventAgeExceeded']));
      expect(found.length).toBeGreaterThan(2);
      expect(found).not.toContain(undefined);
    },
  );

  corpusTest('a recorded dead letter', 'destinations/localstack-sqs-receive-dlq.json', () => {
    const path = corpusPath('destinations/localstack-sqs-receive-dlq.json');
    const [{ receive_message: answer }] = JSON.parse(readFileSync(path, 'utf8'));
    const [given] = answer.Messages;
    const fact = evidenceInMessage({
      ...given,
      Attributes: { SentTimestamp: '1764400000500' },
    })?.fact;
    expect(fact).toMatchObject({ kind: 'deadLetter', code: 200 });
  });
});
