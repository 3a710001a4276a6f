import type { Payload } from '../invoke/lane.js';

/** The payloads of one workload, by position. Reading is synchronous: it happens ahead of time. */
export interface PayloadSource {
  /** How many there are; positions are 0 to `count - 1`. */
  readonly count: number;
  get(position: number): Payload;
}
