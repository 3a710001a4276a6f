import { buildConnector } from 'undici';
import { LatencyHistogram } from '../../core/measure/histogram.js';
import { loadPayloads, Signer, Slot, type SlotLoop, Turns } from './bare-loop.js';
import type { BareJob, GeneratorFigures, Load, Pace } from './job.js';

/**
 * The bare loop at a rate, as one would write it first: Node's timers against absolute times, what is
 * due sent at once, and nothing else. What lateness and CPU time of Reprise are held against.
 */
export function runPacedLoop(job: BareJob, pace: Pace, started: () => void): Load {
  const loop = new PacedLoop(job, pace);
  started();
  loop.start();
  return loop;
}

class PacedLoop implements Load, SlotLoop {
  readonly ended: Promise<GeneratorFigures>;
  readonly url: URL;
  readonly turns: Turns;
  readonly signer: Signer | undefined;
  answered = 0;
  failed = 0;
  readonly #pace: Pace;
  readonly #free: Slot[];
  readonly #lateness = new LatencyHistogram();
  #startMs = 0;
  #sent = 0;
  #end: (figures: GeneratorFigures) => void = () => {};

  constructor(job: BareJob, pace: Pace) {
    this.url = new URL(job.url);
    this.turns = new Turns(loadPayloads(job));
    this.signer = job.client === 'signed' ? new Signer(this.url.host) : undefined;
    this.#pace = pace;
    const connect = buildConnector({});
    this.#free = Array.from({ length: job.concurrency }, () => new Slot(this, connect));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  start(): void {
    this.#startMs = performance.now();
    this.#pump();
  }

  /** Sends what is due, and sets a timer for what is next. */
  readonly #pump = (): void => {
    const { rateHz, warmUpS, measuredS } = this.#pace;
    for (;;) {
      const atMs = (this.#sent / rateHz) * 1000;
      const lateMs = performance.now() - this.#startMs - atMs;
      if (atMs >= (warmUpS + measuredS) * 1000) {
        this.end();
        return;
      }
      if (lateMs < 0) {
        setTimeout(this.#pump, -lateMs);
        return;
      }
      if (atMs >= warmUpS * 1000) this.#lateness.record(lateMs * 1000);
      this.#sent += 1;
      const slot = this.#free.pop();
      if (slot) slot.send();
      else this.failed += 1;
    }
  };

  free(slot: Slot): void {
    this.#free.push(slot);
  }

  end(): void {
    const { answered, failed } = this;
    this.#end({ answered, failed, lateness: this.#lateness.toData() });
  }
}
