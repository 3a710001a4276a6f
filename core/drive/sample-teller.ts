import type { Sample } from '../measure/sample.js';
import { type KeptSample, keptSample } from '../measure/sample-keeper.js';
import type { SampleListener } from './lane-recorder.js';

/** So many are told at once; fewer at the end of a tick. */
const batch = 500;

/** Tells of every single invocation, in batches and in the order they ended. */
export class SampleTeller implements SampleListener {
  readonly #tell: (samples: KeptSample[]) => void;
  #waiting: KeptSample[] = [];

  constructor(tell: (samples: KeptSample[]) => void) {
    this.#tell = tell;
  }

  ended(sample: Sample): void {
    this.#waiting.push(keptSample(sample, ''));
    if (this.#waiting.length >= batch) this.tickOver();
  }

  tickOver(): void {
    if (this.#waiting.length === 0) return;
    this.#tell(this.#waiting);
    this.#waiting = [];
  }
}
