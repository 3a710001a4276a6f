import { describe, expect, it } from 'vitest';
import { headersOfRaw, headersOfRecord } from './answer.js';

const wire: [string, string][] = [
  ['Date', 'Mon, 23 Nov 2026 00:00:00 GMT'],
  ['Content-Type', 'application/json'],
  ['Content-Length', '4'],
  ['x-amzn-RequestId', '4f1c2a5e'],
  ['x-amzn-Remapped-Content-Length', '0'],
  ['X-Amz-Executed-Version', '$LATEST'],
  ['X-AMZ-FUNCTION-ERROR', 'Unhandled'],
  ['x-amz-log-result', 'UkVQT1JU'],
  ['x-amzn-ErrorType', 'Größe'],
  ['Retry-After', '2'],
  ['x-amz-log-resulu', 'nearly'],
];
const expected = {
  contentType: 'application/json',
  requestId: '4f1c2a5e',
  executedVersion: '$LATEST',
  functionError: 'Unhandled',
  logResult: 'UkVQT1JU',
  errorType: 'Größe',
  retryAfter: '2',
};

describe('an answer’s headers', () => {
  it('are the same from a raw list, in whatever case, and from a record', () => {
    const raw = wire.flat().map((text) => Buffer.from(text, 'latin1'));
    expect(headersOfRaw(raw)).toEqual(expected);
    const lower = wire.map(([name, value]) => [name.toLowerCase(), value]);
    expect(headersOfRecord(Object.fromEntries(lower))).toEqual(expected);
  });

  it('are absent where they were not sent', () => {
    expect(headersOfRaw([])).toEqual({});
    expect(headersOfRecord({})).toEqual({});
  });
});
