import type { GeneratorFigures, Load } from './job.js';

/** What sends one invocation after the other. */
interface Sender {
  send(): void;
}

/** The bare loops' books: what was answered, and whether its slot goes on. */
export class ClosedLoop implements Load {
  readonly ended: Promise<GeneratorFigures>;
  answered = 0;
  failed = 0;
  #isEnding = false;
  #end: (figures: GeneratorFigures) => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** The slot's invocation has ended. */
  free(slot: Sender): void {
    if (!this.#isEnding) slot.send();
  }

  end(): void {
    this.#isEnding = true;
    const { answered, failed } = this;
    this.#end({ answered, failed });
  }
}
