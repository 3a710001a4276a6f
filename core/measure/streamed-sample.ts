import { defined } from '../base/defined.js';
import type { Sample } from './sample.js';

/** What one invocation's streamed answer was, or had been when it broke off. */
export interface StreamedSample {
  /** From the intended start to the first byte of the answer. */
  ttfbUs: number;
  /** From the intended start to the first byte of the response; absent where none came. */
  firstChunkUs?: number;
  /** Of the response. */
  bytes: number;
  /** `PayloadChunk` events. */
  chunks: number;
  /** From the first byte of the response to the end of the answer; absent where that was at once. */
  bytesPerS?: number;
}

/** A response that came within less has no rate worth the name: it was there at once. */
const shortestTransferUs = 1000;

/** Of an answer that was no stream, undefined. */
export function streamedSample({ arrival, sentUs, outcome }: Sample): StreamedSample | undefined {
  const measured = 'stream' in outcome ? outcome.stream : undefined;
  if (measured === undefined) return undefined;
  const { firstByteUs, firstChunkUs, transferUs, chunks } = measured;
  const bytes = ('responseBytes' in outcome && outcome.responseBytes) || 0;
  const lateUs = sentUs - arrival.intendedUs;
  return {
    ...{ ttfbUs: lateUs + firstByteUs, bytes, chunks },
    ...defined({
      firstChunkUs: firstChunkUs === undefined ? undefined : lateUs + firstChunkUs,
      bytesPerS: transferUs < shortestTransferUs ? undefined : (bytes * 1e6) / transferUs,
    }),
  };
}
