import { defined } from '../base/defined.js';
import { type RecordedEvent, type RecordedOutcome, withTags } from '../recording/event.js';
import type { LateOutcome } from '../recording/store/live-recording.js';
import type { BatchWriter } from './writer.js';

/** Records wait at most so long before they are handed over to be committed. */
const flushMs = 100;
const flushBytes = 1024 * 1024;

/** What may wait to be committed; beyond it records are lost, since calls go on whatever happens. */
const maxWaitingBytes = 64 * 1024 * 1024;

/** What a record takes in memory beside its payload, roughly. */
const recordOverheadBytes = 1024;

/** What became of the records so far. */
export interface RecorderCounts {
  committed: number;
  /** Handed in and not committed yet. */
  waiting: number;
  /** Not recorded, and never will be. */
  lost: number;
}

/** Says how an event ended, once, and what is known of it only by then. */
export type SettleRecord = (outcome: RecordedOutcome, tags?: RecordedEvent['tags']) => void;

/**
 * Collects records in the order in which their events arrive and hands them over in batches. A record
 * is written with or without its outcome, which follows when it is known, so that the order is that of
 * arrival and an event is on the disk while its function still runs.
 */
export class Recorder {
  readonly #writer: BatchWriter;
  readonly #maxWaitingBytes: number;
  #numbered = 0;
  #events: RecordedEvent[] = [];
  #outcomes: LateOutcome[] = [];
  #batchBytes = 0;
  #waitingBytes = 0;
  #committed = 0;
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(writer: BatchWriter, limitBytes = maxWaitingBytes) {
    this.#writer = writer;
    this.#maxWaitingBytes = limitBytes;
  }

  get counts(): RecorderCounts {
    const committed = this.#committed;
    return { committed, waiting: this.#numbered - committed, lost: this.#lost };
  }

  /** Takes an event that has arrived; its capture time is not before that of the last one. */
  add(event: RecordedEvent): SettleRecord {
    const bytes = event.payload.length + recordOverheadBytes;
    if (this.#batchBytes + this.#waitingBytes + bytes > this.#maxWaitingBytes) {
      this.#lost += 1;
      return () => {};
    }
    const number = this.#numbered;
    this.#numbered += 1;
    const record = { ...event };
    this.#events.push(record);
    this.#grow(bytes);
    return (outcome, tags) => this.#settle(record, { number, outcome, ...defined({ tags }) });
  }

  /** Hands over what is left and waits until it is committed; what cannot be, counts as lost. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writer.close();
    this.#lost += this.counts.waiting;
    this.#numbered = this.#committed;
  }

  #settle(record: RecordedEvent, late: LateOutcome): void {
    const { number, outcome, tags } = late;
    const isHandedOver = number < this.#numbered - this.#events.length;
    if (isHandedOver) this.#outcomes.push(late);
    else Object.assign(record, withTags(record, tags), { outcome });
    const { response = '', responseBase64 = '' } = outcome;
    this.#grow(response.length + responseBase64.length);
  }

  #grow(bytes: number): void {
    this.#batchBytes += bytes;
    if (this.#batchBytes >= flushBytes) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [events, outcomes, bytes] = [this.#events, this.#outcomes, this.#batchBytes];
    if (events.length === 0 && outcomes.length === 0) return;
    this.#events = [];
    this.#outcomes = [];
    this.#batchBytes = 0;
    this.#waitingBytes += bytes;
    this.#writer.write({ events, outcomes }, () => {
      this.#waitingBytes -= bytes;
      this.#committed += events.length;
    });
  }
}
