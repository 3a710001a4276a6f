import { describe, expect, it } from 'vitest';
import { Ledger } from '../../core/measure/ledger.js';
import { keptSample } from '../../core/measure/sample-keeper.js';
import { cellToRow, rowToCell } from './ledger-rows.js';
import { rowToSample, sampleToRow } from './sample-rows.js';

const arrival = { index: 0, intendedUs: 0, payload: 0, workload: 0, stage: 0 };

describe('a cell of streamed answers', () => {
  it('is read as it was stored', () => {
    const ledger = new Ledger();
    for (const bytes of [1, 6 * 1024 * 1024, 200 * 1024 * 1024]) {
      const stream = { firstByteUs: 20_000, firstChunkUs: 21_000, transferUs: bytes, chunks: 9 };
      const outcome = { kind: 'ok', statusCode: 200, responseBytes: bytes, stream } as const;
      ledger.record({ arrival, sentUs: 0, answeredUs: 1e6, outcome });
    }
    const [cell] = [...ledger.cells()];
    if (cell === undefined) throw new Error('no cell');
    const read = rowToCell(cellToRow(cell));
    expect(read).toEqual(cell.toData());
    expect(read.stream?.bytes).toMatchObject({ minUs: 1, maxUs: 200 * 1024 * 1024 });
  });

  it('has null in all of its columns where nothing was streamed', () => {
    const ledger = new Ledger();
    const outcome = { kind: 'ok', statusCode: 200, responseBytes: 1 } as const;
    ledger.record({ arrival, sentUs: 0, answeredUs: 1e6, outcome });
    const [cell] = [...ledger.cells()];
    if (cell === undefined) throw new Error('no cell');
    const row = cellToRow(cell);
    expect([row.ttfb_hdr, row.stream_bytes_hdr, row.stream_rate_max_us]).toEqual([
      null,
      null,
      null,
    ]);
    expect(rowToCell(row)).not.toHaveProperty('stream');
  });
});

describe('a kept invocation that was streamed', () => {
  const measured = { firstByteUs: 20_000.5, transferUs: 0, chunks: 0 };
  it.each([
    ['to its end', { ...measured, firstChunkUs: 21_000, transferUs: 2e6, chunks: 9 }],
    ['without a response', measured],
  ])('%s is read as it was stored', (_, stream) => {
    const outcome = { kind: 'ok', statusCode: 200, responseBytes: 5, stream } as const;
    const kept = keptSample({ arrival, sentUs: 1, answeredUs: 1e6, outcome }, 's');
    expect(kept.stream?.ttfbUs).toBe(20_001.5);
    expect(rowToSample(sampleToRow(kept))).toEqual(kept);
  });

  it('says how far it came when it broke off', () => {
    const error = { errorType: 'ECONNRESET', errorMessage: 'read ECONNRESET' };
    const stream = { ...measured, firstChunkUs: 1, chunks: 3 };
    const outcome = { kind: 'transportError', ...error, responseBytes: 77, stream } as const;
    const kept = keptSample({ arrival, sentUs: 0, answeredUs: 1e6, outcome }, 's');
    expect(kept.stream).toMatchObject({ bytes: 77, chunks: 3 });
    expect(rowToSample(sampleToRow(kept))).toEqual(kept);
  });
});
