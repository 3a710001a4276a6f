import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invocationTypes } from '../invoke/client.js';
import { decodeEnvelope, encodeEnvelope, envelopeStart } from './envelope.js';
import type { RecordedEvent } from './event.js';

const text = fc.string({ unit: 'binary' });
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  text.map((characters) => new Uint8Array(Buffer.from(characters))),
  fc
    .jsonValue()
    .map((value) => new Uint8Array(Buffer.from(`\ufeff${JSON.stringify(value, null, 2)}\r\n`))),
);

const recordedEvent: fc.Arbitrary<RecordedEvent> = fc.record(
  {
    payload,
    capturedAtUs: fc.maxSafeNat(),
    functionName: text,
    qualifier: text,
    invocationType: fc.constantFrom(...invocationTypes),
    clientContext: fc.base64String(),
    tags: fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      text,
      { noNullPrototype: true },
    ),
    outcome: fc.record(
      {
        statusCode: fc.nat(599),
        errorType: text,
        errorMessage: text,
        durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['payload'], noNullPrototype: true },
) as fc.Arbitrary<RecordedEvent>;

const encode = (event: RecordedEvent): string =>
  encodeEnvelope(event, hash('sha256', event.payload));

describe('an exported line', () => {
  it('is one line, known by its beginning, and becomes the same record again', () => {
    fc.assert(
      fc.property(recordedEvent, (event) => {
        const line = encode(event);
        expect(line.startsWith(envelopeStart)).toBe(true);
        expect(line).not.toMatch(/[\r\n]/);
        const again = decodeEnvelope(Buffer.from(line).toString('utf8'));
        expect(Buffer.compare(again.payload, event.payload)).toBe(0);
        expect({ ...again, payload: 0 }).toEqual({ ...event, payload: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it('carries bytes that are no UTF-8 as base64', () => {
    const line = encode({ payload: Buffer.from([0xff, 0x00]) });
    expect(JSON.parse(line)).toMatchObject({ payloadBase64: '/wA=' });
  });
});

it('may come without a hash, as from a recorder within a function', () => {
  const { payload, ...rest } = decodeEnvelope('{"reprise":1,"capturedAtUs":7,"payload":"{}"}');
  expect([Buffer.from(payload).toString(), rest]).toEqual(['{}', { capturedAtUs: 7 }]);
});

describe('a line is refused', () => {
  const sha256 = hash('sha256', '{}');
  it.each([
    [
      'whose payload has been changed',
      { reprise: 1, sha256, payload: '{ }' },
      /not the one that sha256/,
    ],
    ['of a later format', { reprise: 2, sha256, payload: '{}' }, /^reprise: /],
    ['without a payload', { reprise: 1, sha256 }, /either payload or payloadBase64/],
    ['with two', { reprise: 1, sha256, payload: '{}', payloadBase64: 'e30=' }, /either/],
    ['with a key nobody knows', { reprise: 1, sha256, payload: '{}', color: 1 }, /color/],
    [
      'with a time that is no integer',
      { reprise: 1, sha256, payload: '{}', capturedAtUs: 1.5 },
      /capturedAtUs/,
    ],
    [
      'with an unknown type',
      { reprise: 1, sha256, payload: '{}', invocationType: 'Sync' },
      /invocationType/,
    ],
  ])('%s', (_, envelope, message) => {
    expect(() => decodeEnvelope(JSON.stringify(envelope))).toThrow(message);
  });
});
