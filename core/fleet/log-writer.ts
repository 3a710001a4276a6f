import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from './bus.js';
import { toText } from './plain-text.js';
import { beatMs } from './protocol.js';

/** Appends what a coordinator has to say to the log of its run. */
export class LogWriter {
  readonly #bus: Pick<Bus, 'append'>;
  readonly #run: string;
  #isClosed = false;

  constructor(bus: Pick<Bus, 'append'>, run: string) {
    this.#bus = bus;
    this.#run = run;
  }

  /** Tries until it is in the log, once for each id, or the writer is closed. */
  async append(subject: string, message: unknown, id: string): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#bus.append(subject, toText(message), `${this.#run}.coordinator.${id}`);
        return;
      } catch {
        await sleep(beatMs);
      }
    }
  }

  /** Nothing more is said. */
  close(): void {
    this.#isClosed = true;
  }
}
