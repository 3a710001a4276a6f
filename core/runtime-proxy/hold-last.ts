import { Transform, type TransformCallback } from 'node:stream';

/**
 * Passes a body on and says when it is whole, before whoever gets it can know: with a length given
 * ahead the last chunk is held until then; without one the end is told by the end alone, and
 * every chunk goes on at once.
 */
export class HoldLast extends Transform {
  readonly #holds: boolean;
  readonly #whole: () => void;
  #held: Buffer | undefined;

  constructor(holds: boolean, whole: () => void) {
    super();
    this.#holds = holds;
    this.#whole = whole;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (!this.#holds) {
      done(null, chunk);
      return;
    }
    const before = this.#held;
    this.#held = chunk;
    done(null, before);
  }

  override _flush(done: TransformCallback): void {
    this.#whole();
    done(null, this.#held);
  }
}
