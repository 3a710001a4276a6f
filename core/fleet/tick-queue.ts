import { setTimeout as sleep } from 'node:timers/promises';
import type { Tick } from '../measure/interval.js';
import { secondUs } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import { type Done, encodeTick } from './tick-codec.js';

/** So many ticks may wait for the bus before those of one second are merged. */
const mergeFrom = 600;
const retryMs = 100;

/** What a queue needs of the bus. */
export interface TickLog {
  /** Appends; the same id twice is one message. Rejects where it may not have been kept. */
  append(bytes: Uint8Array, id: string): Promise<void>;
}

interface Kept {
  id: string;
  bytes: Uint8Array;
  endUs: number;
}

/**
 * A worker's ticks on their way to the log: numbered without gaps, in order, each until the coordinator
 * has committed it, since a server may say that it keeps what a crash then takes.
 */
export class TickQueue {
  readonly #log: TickLog;
  readonly #epoch: number;
  readonly #idOf: (seq: number) => string;
  #waiting: Tick[] = [];
  #done: Done | undefined;
  /** In the log as far as `#next`, and not committed. */
  #kept: Kept[] = [];
  #next = 0;
  #seq = 0;
  #isPumping = false;
  #isClosed = false;
  #longest = 0;

  constructor(log: TickLog, epoch: number, idOf: (seq: number) => string) {
    this.#log = log;
    this.#epoch = epoch;
    this.#idOf = idOf;
  }

  /** How many are not in the log. */
  get queued(): number {
    return this.#waiting.length + this.#kept.length - this.#next;
  }

  /** The bus takes less than the worker has to say, though all that could be merged is. */
  get isFull(): boolean {
    return this.#waiting.length > mergeFrom;
  }

  /** The most that ever waited. */
  get longest(): number {
    return this.#longest;
  }

  put(tick: Tick): void {
    this.#waiting.push(tick);
    if (this.#waiting.length > mergeFrom) this.#waiting = mergedBySecond(this.#waiting);
    this.#longest = Math.max(this.#longest, this.queued);
    void this.#pump();
  }

  /** Says it after all that was put. */
  end(done: Done): void {
    this.#done = done;
    void this.#pump();
  }

  /** Everything up to a time of the run is in the database, and need not be kept. */
  committed(untilUs: number): void {
    while (this.#next > 0 && (this.#kept[0]?.endUs ?? Number.POSITIVE_INFINITY) <= untilUs) {
      this.#kept.shift();
      this.#next -= 1;
    }
  }

  /** Appends again whatever is not committed: who has it already drops it by its id. */
  again(): void {
    this.#next = 0;
    void this.#pump();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let message = this.#take(); message && !this.#isClosed; message = this.#take()) {
      try {
        await this.#log.append(message.bytes, message.id);
        // `again` may have been called meanwhile.
        if (this.#kept[this.#next] === message) this.#next += 1;
      } catch {
        await sleep(retryMs);
      }
    }
    this.#isPumping = false;
  }

  /** The next that is to be appended, numbered as it is taken so that merging leaves no gap. */
  #take(): Kept | undefined {
    const known = this.#kept[this.#next];
    if (known) return known;
    const tick = this.#waiting.shift();
    if (tick)
      return this.#keep(encodeTick({ seq: this.#seq, epoch: this.#epoch, tick }), tick.endUs);
    if (!this.#done) return undefined;
    const done = this.#done;
    this.#done = undefined;
    const bytes = encodeTick({ seq: this.#seq, epoch: this.#epoch, done });
    return this.#keep(bytes, Number.POSITIVE_INFINITY);
  }

  #keep(bytes: Uint8Array, endUs: number): Kept {
    const kept = { id: this.#idOf(this.#seq), bytes, endUs };
    this.#seq += 1;
    this.#kept.push(kept);
    return kept;
  }
}

/** Neighbors that end in the same second become one: a second of the run loses nothing by it. */
function mergedBySecond(ticks: readonly Tick[]): Tick[] {
  const merged: Tick[] = [];
  for (const tick of ticks) {
    const last = merged.at(-1);
    if (last && secondOf(last) === secondOf(tick)) merged[merged.length - 1] = together(last, tick);
    else merged.push(tick);
  }
  return merged;
}

function secondOf({ endUs }: Tick): number {
  return Math.ceil(endUs / secondUs);
}

function together(earlier: Tick, later: Tick): Tick {
  const ledger = Ledger.fromData(earlier.ledger);
  ledger.addData(later.ledger);
  return {
    ...later,
    ledger: ledger.toData(),
    maxInFlight: Math.max(earlier.maxInFlight, later.maxInFlight),
    samples: [...earlier.samples, ...later.samples],
    health: {
      busyShare: Math.max(earlier.health.busyShare, later.health.busyShare),
      gcMs: earlier.health.gcMs + later.health.gcMs,
    },
  };
}
