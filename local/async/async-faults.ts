import { createRandom, type Random } from '../../core/base/random.js';
import type { AsyncFaults } from '../config.js';
import { drawLatencyMs } from '../normal.js';

/** What happens to one event in the queue: a copy for each delay, in milliseconds; no copy is a lost event. */
export type EventFate = readonly number[];

/** Draws what goes wrong with each event of one function, from streams of its own, in the order of acceptance. */
export class AsyncFaultDraws {
  readonly #faults: AsyncFaults;
  readonly #random: { drop: Random; duplicate: Random; delay: Random };

  constructor(faults: AsyncFaults, seed: number, functionName: string) {
    this.#faults = faults;
    const stream = (name: string): Random => createRandom(seed, `async/${name}/${functionName}`);
    this.#random = {
      drop: stream('drop'),
      duplicate: stream('duplicate'),
      delay: stream('delay'),
    };
  }

  draw(): EventFate {
    const { drop = 0, duplicate = 0, delay } = this.#faults;
    // Each is drawn for every event, so that one share does not move the draws of another.
    const isDropped = this.#random.drop() < drop;
    const isDuplicated = this.#random.duplicate() < duplicate;
    const delays = [this.#delayMs(delay), this.#delayMs(delay)];
    return isDropped ? [] : delays.slice(0, isDuplicated ? 2 : 1);
  }

  #delayMs(delay: AsyncFaults['delay']): number {
    return delay === undefined ? 0 : drawLatencyMs(delay, this.#random.delay);
  }
}
