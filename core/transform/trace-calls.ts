import { randomBytes } from 'node:crypto';
import { fnv1a, mix32 } from '../base/random.js';
import type { Change } from './transform.js';

/**
 * Gives a share of the invocations a trace of their own: the same ones for the same seed, each with a
 * new id. An id holds the time at which its trace begins, and X-Ray takes none that is over 30 days old
 * (AWS X-Ray developer guide, "Sending trace data").
 */
export function traceCalls(share: number): Change {
  return (payload, { seed, arrival, nowUs }) =>
    mix32(fnv1a(arrival) ^ mix32(seed)) < share * 2 ** 32
      ? { ...payload, traceId: newTraceId(nowUs) }
      : payload;
}

function newTraceId(nowUs: number): string {
  const seconds = Math.floor(nowUs / 1e6).toString(16);
  return `1-${seconds.padStart(8, '0')}-${randomBytes(12).toString('hex')}`;
}
