import { describe, expect, it } from 'vitest';
import { isoTime } from '../../core/quantity/iso-time.js';
import type { RecordingDetails } from '../../core/recording/store/store.js';
import { createStyle } from '../../results/draw/terminal/style.js';
import { asJson } from './present.js';
import { detailLines } from './show.js';

const details: RecordingDetails = {
  id: 7,
  name: 'friday',
  createdAtMs: 0,
  recordCount: 1200,
  payloadBytes: 3_000_000,
  timedCount: 1199,
  firstCapturedAtUs: 1_700_000_000_123_456,
  lastCapturedAtUs: 1_700_000_002_623_456,
  sizeBytes: { p50: 900, p99: 5000, max: 70_000 },
  distinctPayloads: 1100,
  functions: [
    { value: 'checkout', count: 900 },
    { value: 'stock', count: 300 },
  ],
  qualifiers: [],
  invocationTypes: Array.from({ length: 10 }, (_, i) => ({ value: `T${i}`, count: 120 })),
  sources: [{ source: '-', importedAtMs: 1, recordCount: 1200, skippedCount: 0 }],
  redactions: [],
};

describe('a recording as text', () => {
  it('says what is in it, and counts what is too long to list', () => {
    expect(detailLines(details, createStyle(false))).toEqual([
      'friday',
      '  events     1,200, 1,100 of them different',
      '  captured   2023-11-14T22:13:20.123456Z, over 2.5 s (1 at unknown times)',
      '  sizes      p50 900 B, p99 4.88 KiB, max 68.4 KiB, together 2.86 MiB',
      '  functions  checkout 75%, stock 25%',
      '  types      T0 10%, T1 10%, T2 10%, T3 10%, T4 10%, T5 10%, T6 10%, T7 10%, and 2 more',
      '  from       standard input',
    ]);
  });
});

describe('a recording as JSON', () => {
  it('has ISO times and no number of the database', () => {
    const json = asJson(details);
    expect(json).toMatchObject({
      createdAt: '1970-01-01T00:00:00.000Z',
      firstCapturedAt: '2023-11-14T22:13:20.123456Z',
      lastCapturedAt: '2023-11-14T22:13:22.623456Z',
    });
    expect(json).not.toHaveProperty('id');
  });

  it.each([
    [0, '1970-01-01T00:00:00.000000Z'],
    [1, '1970-01-01T00:00:00.000001Z'],
    [-1, '1969-12-31T23:59:59.999999Z'],
  ])('%d µs is %s', (us, text) => {
    expect(isoTime(us)).toBe(text);
  });
});
