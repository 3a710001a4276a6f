import type { LiveBatch } from '../recording/store/live-recording.js';

/** What is written to, and whom to tell. */
export interface BatchQueueOptions {
  /** Commits one batch or throws. */
  append: (batch: LiveBatch) => void;
  committed: (batches: number) => void;
  trouble: (thrown: unknown) => void;
}

/** So long after a failure it is tried again. */
const retryMs = 500;

/**
 * Writes batches in their order. One that fails stays first, and all wait until it can be written:
 * a disk may be full, or the database locked, for a while.
 */
export class BatchQueue {
  readonly #options: BatchQueueOptions;
  #waiting: LiveBatch[] = [];
  #isFailing = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: BatchQueueOptions) {
    this.#options = options;
  }

  write(batch: LiveBatch): void {
    this.#waiting.push(batch);
    // Trying for each new batch would spend the busy timeout each time.
    if (this.#retry === undefined) this.#flush();
  }

  /** Tries a last time; what cannot be written then is given up. */
  close(): void {
    clearTimeout(this.#retry);
    this.#flush();
    clearTimeout(this.#retry);
  }

  #flush(): void {
    this.#retry = undefined;
    let written = 0;
    try {
      for (const batch of this.#waiting) {
        this.#options.append(batch);
        written += 1;
      }
      this.#isFailing = false;
    } catch (error) {
      this.#retry = setTimeout(() => this.#flush(), retryMs);
      if (!this.#isFailing) this.#options.trouble(error);
      this.#isFailing = true;
    }
    this.#waiting = this.#waiting.slice(written);
    if (written > 0) this.#options.committed(written);
  }
}
