import { readFileSync } from 'node:fs';
import { logCases } from './log-samples.fixture.js';
import { type Case, marked, sample, t0 } from './sample.fixture.js';

/** One or more for each format. */
export const cases: Case[] = [
  ...logCases,
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
