import { type HistogramData, LatencyHistogram } from './histogram.js';
import type { StreamedSample } from './streamed-sample.js';

/**
 * The distributions of streamed answers: from the intended start to the first byte of the answer and
 * of the response, in microseconds; of each response its bytes, its `PayloadChunk` events, and the bytes
 * per second from its first byte to its end.
 */
export const streamMeasures = ['ttfb', 'firstChunk', 'bytes', 'chunks', 'rate'] as const;

/** One of the distributions of streamed answers. */
export type StreamMeasureName = (typeof streamMeasures)[number];

/** A `StreamTally` as plain data. */
export type StreamData = Record<StreamMeasureName, HistogramData>;

/** What was measured of streamed answers; cells have one only where something was streamed. */
export class StreamTally implements Record<StreamMeasureName, LatencyHistogram> {
  readonly ttfb = new LatencyHistogram();
  readonly firstChunk = new LatencyHistogram();
  readonly bytes = new LatencyHistogram();
  readonly chunks = new LatencyHistogram();
  readonly rate = new LatencyHistogram();

  /** Takes an answer that was streamed to its end. */
  record({ ttfbUs, firstChunkUs, bytes, chunks, bytesPerS }: StreamedSample): void {
    this.ttfb.record(ttfbUs);
    if (firstChunkUs !== undefined) this.firstChunk.record(firstChunkUs);
    this.bytes.record(bytes);
    this.chunks.record(chunks);
    if (bytesPerS !== undefined) this.rate.record(bytesPerS);
  }

  add(other: StreamTally): void {
    for (const measure of streamMeasures) this[measure].add(other[measure]);
  }

  addData(data: StreamData): void {
    for (const measure of streamMeasures) this[measure].addData(data[measure]);
  }

  toData(): StreamData {
    const { ttfb, firstChunk, bytes, chunks, rate } = this;
    return {
      ...{ ttfb: ttfb.toData(), firstChunk: firstChunk.toData(), bytes: bytes.toData() },
      ...{ chunks: chunks.toData(), rate: rate.toData() },
    };
  }

  clear(): void {
    for (const measure of streamMeasures) this[measure].clear();
  }
}
