import type { Bus } from './bus.js';
import type { CommittedTicks } from './committed-ticks.js';
import type { FleetLane } from './fleet-lane.js';
import { runSubjects, streamOf } from './protocol.js';
import { encodeTick } from './tick-codec.js';

/** What is committed is dropped from the log every so often. */
const everyMs = 10_000;
/** Sooner where so much has come: a server keeps 64 MB of a run. */
const everyBytes = 8 * 1024 * 1024;

/**
 * Keeps a run's log short: drops the ticks that the database has, after it has noted in the log what only
 * they said of each worker. Whoever reads the log later knows as much as one that has read all of it.
 */
export class LogKeeper {
  readonly #bus: Pick<Bus, 'append' | 'purge'>;
  readonly #run: string;
  readonly #lanes: () => readonly FleetLane[];
  readonly #committed: CommittedTicks;
  /** What was noted of each last: as long as it stays, it need not be noted again. */
  readonly #noted = new Map<FleetLane, string>();
  #lastMs = performance.now();
  #isBusy = false;
  /** Taken from the log since then. */
  #bytes = 0;

  constructor(
    bus: Pick<Bus, 'append' | 'purge'>,
    run: string,
    lanes: () => readonly FleetLane[],
    committed: CommittedTicks,
  ) {
    this.#bus = bus;
    this.#run = run;
    this.#lanes = lanes;
    this.#committed = committed;
  }

  /** A worker's message of that size was taken. */
  took(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Does it when it is time again. */
  look(): void {
    const isDue = performance.now() - this.#lastMs >= everyMs || this.#bytes >= everyBytes;
    if (this.#isBusy || !isDue) return;
    this.#isBusy = true;
    this.#lastMs = performance.now();
    this.#bytes = 0;
    void this.keep().finally(() => {
      this.#isBusy = false;
    });
  }

  /** Does it now, as far as the bus takes it. */
  async keep(): Promise<void> {
    const { firstNeeded: place, untilUs } = this.#committed;
    if (place === undefined) return;
    const first = this.#committed.firstSeqs();
    const from = this.#lanes().map((lane) => [lane, first.get(lane) ?? lane.seq + 1] as const);
    try {
      for (const [lane, fromSeq] of from) await this.#note(lane, fromSeq, untilUs);
      await this.#bus.purge(streamOf(this.#run), runSubjects(this.#run).tick('*'), place);
    } catch {
      // Nothing was dropped that is not noted; it is tried again.
    }
  }

  async #note(lane: FleetLane, fromSeq: number, committedUs: number): Promise<void> {
    const logged = lane.noted(fromSeq, committedUs);
    const what = `state.${lane.lane}.${lane.epoch}.${logged.seq}.${fromSeq}`;
    if (this.#noted.get(lane) === what) return;
    const subject = runSubjects(this.#run).state(lane.lane, lane.epoch);
    await this.#bus.append(subject, encodeTick(logged), `${this.#run}.coordinator.${what}`);
    this.#noted.set(lane, what);
  }
}
