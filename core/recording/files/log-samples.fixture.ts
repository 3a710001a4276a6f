import { type Case, marked, t0 } from './sample.fixture.js';

/** Of the formats that logs come in. */
export const logCases: Case[] = [
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
];
