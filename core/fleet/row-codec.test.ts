import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeKinds } from '../invoke/outcome.js';
import type { KeptSample } from '../measure/sample-keeper.js';
import { decodeRows, encodeRows } from './row-codec.js';

const us = fc.double({ min: 0, max: 1e12, noNaN: true });
const samples: fc.Arbitrary<KeptSample> = fc.record(
  {
    slot: fc.constant(''),
    ...{ index: fc.maxSafeNat(), workload: fc.nat(3), stage: fc.nat(3), payload: fc.nat() },
    ...{ intendedUs: us, sentUs: us, answeredUs: us, kind: fc.constantFrom(...outcomeKinds) },
    ...{ type: fc.string(), message: fc.string({ unit: 'binary' }), statusCode: fc.nat(599) },
    ...{ requestId: fc.uuid(), version: fc.string(), tenantId: fc.string() },
    stream: fc.record(
      { ttfbUs: us, firstChunkUs: us, bytes: fc.nat(), chunks: fc.nat(), bytesPerS: us },
      { requiredKeys: ['ttfbUs', 'bytes', 'chunks'] },
    ),
    ...{ durationMs: us, initDurationMs: us, billedDurationMs: fc.nat(), traceId: fc.string() },
  },
  {
    requiredKeys: [
      ...(['slot', 'index', 'workload', 'stage', 'payload', 'kind'] as const),
      ...(['intendedUs', 'sentUs', 'answeredUs'] as const),
    ],
  },
);

describe('the row codec', () => {
  it('gives back every row as it was, to the last bit of its times', () => {
    fc.assert(
      fc.property(fc.array(samples, { maxLength: 30 }), (rows) => {
        expect(decodeRows(encodeRows(rows))).toEqual(rows);
      }),
    );
  });

  it('gives back what JSON has no word for: bytes, infinities, -0, names with a dollar', () => {
    const rows = [
      { response: new Uint8Array([0, 255, 7]), a: -0, b: Number.NaN, $: 'x' },
      { a: 1, b: Number.NEGATIVE_INFINITY, c: undefined },
    ];
    const [first, second] = decodeRows<Record<string, unknown>>(encodeRows(rows));
    expect([first, second]).toEqual([rows[0], { a: 1, b: Number.NEGATIVE_INFINITY }]);
    expect(Object.is(first?.a, -0)).toBe(true);
  });

  it('refuses what was cut off', () => {
    fc.assert(
      fc.property(
        fc.array(samples, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (rows, share) => {
          const whole = encodeRows(rows);
          expect(() => decodeRows(whole.subarray(0, whole.length * share))).toThrow();
        },
      ),
    );
  });

  it('takes a fraction of what JSON takes', () => {
    const rows = Array.from({ length: 500 }, (_, i): KeptSample => {
      const intendedUs = (i * 1e6) / 333;
      const sentUs = intendedUs + 50 + ((i * 7919) % 997) / 64;
      const requestId = `${(i * 2654435761) >>> 0}`.padStart(12, '0').repeat(3);
      return {
        ...{ slot: '', index: i * 3, workload: 0, stage: 0, payload: i % 10, kind: 'ok' },
        ...{ intendedUs, sentUs, answeredUs: sentUs + 4000 + ((i * 104729) % 9973) / 64 },
        ...{ statusCode: 200, version: '12', requestId },
      };
    });
    const json = JSON.stringify(rows).length;
    expect(encodeRows(rows).length * 5).toBeLessThan(json);
  });
});
