import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome, StreamMeasure } from '../invoke/outcome.js';
import { fold } from './fold.js';
import { groupMessage } from './group-message.js';
import { Ledger } from './ledger.js';
import type { Sample } from './sample.js';

const arrival = { index: 0, intendedUs: 1000, payload: 0, workload: 0, stage: 0 };

function sampleOf(outcome: Outcome): Sample {
  return { arrival, sentUs: 1500, answeredUs: 100_000, outcome };
}

function streamed(responseBytes: number, stream: StreamMeasure): Outcome {
  return { kind: 'ok', statusCode: 200, responseBytes, stream };
}

describe('streamed answers in the books', () => {
  it('are timed from the intended start, and counted beside the others', () => {
    const ledger = new Ledger();
    const stream = { firstByteUs: 20_000, firstChunkUs: 30_000, transferUs: 50_000, chunks: 7 };
    ledger.record(sampleOf(streamed(1_000_000, stream)));
    ledger.record(sampleOf({ kind: 'ok', statusCode: 200, responseBytes: 5 }));
    ledger.record(sampleOf(streamed(0, { firstByteUs: 10_000, transferUs: 0, chunks: 0 })));
    const { outcomes, stream: seen, response } = fold(ledger);
    expect(outcomes.ok).toBe(3);
    expect(response.count).toBe(3);
    expect([seen.ttfb.count, seen.ttfb.minUs, seen.ttfb.maxUs]).toEqual([2, 10_500, 20_500]);
    expect([seen.firstChunk.count, seen.firstChunk.maxUs]).toEqual([1, 30_500]);
    expect([seen.bytes.count, seen.bytes.minUs, seen.bytes.maxUs]).toEqual([2, 0, 1_000_000]);
    expect(seen.chunks.maxUs).toBe(7);
    expect([seen.rate.count, seen.rate.maxUs]).toEqual([1, 20_000_000]);
  });

  it('of a failed function count, too', () => {
    const ledger = new Ledger();
    const failed = { functionError: 'Unhandled', errorType: 'E', errorMessage: '' };
    const stream = { firstByteUs: 1, transferUs: 0, chunks: 0 };
    const base = { statusCode: 200, responseBytes: 0, stream, ...failed };
    ledger.record(sampleOf({ kind: 'functionError', ...base }));
    expect(fold(ledger).stream.ttfb.count).toBe(1);
  });

  it('take no place where nothing is streamed', () => {
    const ledger = new Ledger();
    ledger.record(sampleOf({ kind: 'ok', statusCode: 200, responseBytes: 5 }));
    const [cell] = ledger.toData().cells;
    expect(cell).not.toHaveProperty('stream');
  });

  it('merge to what one ledger would have seen', () => {
    const measure = fc.record({
      firstByteUs: fc.integer({ min: 0, max: 1e7 }),
      transferUs: fc.integer({ min: 0, max: 1e7 }),
      chunks: fc.nat(1000),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2e8), measure, fc.boolean())), (all) => {
        const [one, two, whole] = [new Ledger(), new Ledger(), new Ledger()];
        for (const [bytes, stream, isFirst] of all) {
          const sample = sampleOf(streamed(bytes, stream));
          (isFirst ? one : two).record(sample);
          whole.record(sample);
        }
        one.add(two);
        expect(fold(one).stream.toData()).toEqual(fold(whole).stream.toData());
      }),
      { numRuns: 30 },
    );
  });
});

it('streams that broke at different places for the same reason are one group', () => {
  const message = (progress: string): string => groupMessage(`it was closed, after ${progress}`);
  expect(message('1 chunk and 1 byte')).toBe(message('1,024 chunks and 48,211 bytes'));
  expect(message('0 chunks and 3 bytes')).toBe('it was closed, after <n> chunks and <n> bytes');
});
