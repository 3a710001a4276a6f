import type { Payload } from '../invoke/client.js';
import type { Arrival } from '../schedule/arrival.js';

/** The payloads of one workload, by position. Reading is synchronous: it happens ahead of time. */
export interface PayloadSource {
  /** How many there are; positions are 0 to `count - 1`. */
  readonly count: number;
  get(position: number): Payload;
  /** Its place in the recording that it is of, where that is not the position. */
  recordAt?(position: number): number;
  /** What an arrival sends in place of the payload; absent: the payload as it is. */
  change?(payload: Payload, arrival: Arrival): Payload;
}
