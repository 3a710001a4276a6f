import { describe, expect, it } from 'vitest';
import { findLoggedEvent } from './log-message.js';

const line = '{"reprise":1,"functionName":"checkout","payload":"{\\"n\\":7}"}';
const event = { payload: Buffer.from('{"n":7}'), functionName: 'checkout' };

describe("a recorder's line", () => {
  it.each([
    ['as it is', line],
    ['in a text log', `2026-11-20T10:00:00.000Z\t7f1b0e2c-0000\tINFO\t${line}\n`],
    [
      'in the JSON log format, as a string',
      JSON.stringify({ timestamp: '2026-11-20T10:00:00Z', level: 'INFO', message: line }),
    ],
    [
      'in the JSON log format, as an object',
      `{"timestamp":"2026-11-20T10:00:00Z","level":"INFO","message":${line}}`,
    ],
    [
      "as the platform's record",
      JSON.stringify({ time: '2026-11-20T10:00:00Z', type: 'function', record: `${line}\n` }),
    ],
  ])('is found %s, with a marker of other lines too', (_name, message) => {
    for (const lines of [{}, { marker: 'reprise' }, { marker: '$.event' }]) {
      expect(findLoggedEvent(message, lines)).toEqual({ kind: 'event', event });
    }
  });

  it('is all that the marker `reprise` finds', () => {
    for (const other of ['{"order":1}', 'reprise: skipped an event: 300000 bytes', 'reprise']) {
      expect(findLoggedEvent(other, { marker: 'reprise' })).toBeUndefined();
    }
  });

  it('that was cut off is a fault', () => {
    expect(findLoggedEvent(line.slice(0, -5), {})).toMatchObject({ kind: 'fault' });
  });
});
