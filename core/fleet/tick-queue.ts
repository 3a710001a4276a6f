import { setTimeout as sleep } from 'node:timers/promises';
import type { Tick } from '../measure/interval.js';
import { secondUs } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import { blobPartSize } from './protocol.js';
import { type Done, encodeTick, type LoggedTick } from './tick-codec.js';

/** So many ticks may wait for the bus before those of one second are merged. */
const mergeFrom = 600;
const retryMs = 100;
/** So many bytes may wait: as many as the server keeps of a run. */
const maxBytes = 64 * 1024 * 1024;

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

/** A tick, and what is told of single invocations in it. */
interface Waiting {
  tick: Tick;
  told: readonly Uint8Array[];
}

/**
 * A worker's ticks on their way to the log: numbered without gaps, in order, each until the coordinator
 * has committed it, since a server may say that it keeps what a crash then takes.
 */
export class TickQueue {
  readonly #log: TickLog;
  readonly #epoch: number;
  readonly #idOf: (seq: number) => string;
  #waiting: Waiting[] = [];
  #done: Done | undefined;
  /** In the log as far as `#next`, and not committed. */
  #kept: Kept[] = [];
  #next = 0;
  #seq = 0;
  #isPumping = false;
  #isClosed = false;
  #longest = 0;
  /** Of what is told with ticks that wait, and of all that is kept. */
  #bytes = 0;

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
    return this.#waiting.length > mergeFrom || this.#bytes > maxBytes;
  }

  /** The most that ever waited. */
  get longest(): number {
    return this.#longest;
  }

  /** `told` is what is told of the tick's single invocations, and goes before it in as many messages as it takes. */
  put(tick: Tick, told?: Uint8Array): void {
    this.#waiting.push({ tick, told: told ? [told] : [] });
    this.#bytes += told?.length ?? 0;
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
      this.#bytes -= this.#kept.shift()?.bytes.length ?? 0;
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
    const waiting = this.#waiting.shift();
    if (waiting) return this.#keepTick(waiting);
    if (!this.#done) return undefined;
    const done = this.#done;
    this.#done = undefined;
    return this.#keep({ done }, Number.POSITIVE_INFINITY);
  }

  /** Gives the first of its messages: pieces of what is told, and the tick with the last of them. */
  #keepTick({ tick, told }: Waiting): Kept {
    const whole = Buffer.concat(told);
    this.#bytes -= whole.length;
    const first = this.#kept.length;
    let at = 0;
    for (; whole.length - at > blobPartSize; at += blobPartSize) {
      this.#keep({ told: whole.subarray(at, at + blobPartSize) }, tick.endUs);
    }
    const rest = whole.length > at ? { told: whole.subarray(at) } : {};
    const last = this.#keep({ tick, ...rest }, tick.endUs);
    return this.#kept[first] ?? last;
  }

  #keep(said: Omit<LoggedTick, 'seq' | 'epoch'>, endUs: number): Kept {
    const bytes = encodeTick({ seq: this.#seq, epoch: this.#epoch, ...said });
    const kept = { id: this.#idOf(this.#seq), bytes, endUs };
    this.#seq += 1;
    this.#bytes += bytes.length;
    this.#kept.push(kept);
    return kept;
  }
}

/** Neighbors that end in the same second become one: a second of the run loses nothing by it. */
function mergedBySecond(waiting: readonly Waiting[]): Waiting[] {
  const merged: Waiting[] = [];
  for (const each of waiting) {
    const last = merged.at(-1);
    if (!last || secondOf(last.tick) !== secondOf(each.tick)) merged.push(each);
    else {
      const told = [...last.told, ...each.told];
      merged[merged.length - 1] = { tick: together(last.tick, each.tick), told };
    }
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
