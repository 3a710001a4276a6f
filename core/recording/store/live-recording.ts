import { RepriseError } from '../../base/errors.js';
import type { Database, Statement } from '../../database/open.js';
import type { RecordedEvent, RecordedOutcome } from '../event.js';
import { appliedRedaction, noCounts } from '../redaction/applied.js';
import { LiveRedaction } from '../redaction/live-redaction.js';
import { createRedactor } from '../redaction/redactor.js';
import type { RedactionRules } from '../redaction/rule.js';
import { RecordInsert } from './record-insert.js';
import { type PublishMode, RecordingStore } from './store.js';

/** How an event ended whose record was written before that was known. */
export interface LateOutcome {
  /** The record's number: how many were appended before it through the same `LiveRecording`. */
  number: number;
  outcome: RecordedOutcome;
  /** What is known of the event only by now. */
  tags?: RecordedEvent['tags'];
}

/** What is written together, all of it or nothing. */
export interface LiveBatch {
  /** In the order of their capture times, none earlier than what was appended before. */
  events: readonly RecordedEvent[];
  /** Of records of this batch or of earlier ones. */
  outcomes: readonly LateOutcome[];
}

/** Which recording to write, and what its list of sources says of it. */
export interface LiveRecordingOptions {
  name: string;
  mode: PublishMode;
  source: string;
  /** What is taken out of the records before they are stored. */
  redaction?: RedactionRules;
}

/** Where a record without an outcome is, to find it again. */
interface Place {
  seq: number;
  payloadId: number;
}

interface Sums {
  id: number;
  count: number;
  bytes: number;
  timed: number;
  first: number | null;
  last: number | null;
}

/**
 * A recording that everybody sees while it grows: each batch is there once it is committed, and stays
 * when the process is killed. A staged recording, by contrast, is thrown away then.
 */
export class LiveRecording {
  readonly #db: Database;
  readonly #options: LiveRecordingOptions;
  readonly #id: number;
  readonly #isNew: boolean;
  readonly #insert: RecordInsert;
  readonly #nextSeq: Statement<[number], number>;
  readonly #addSums: Statement<[Sums]>;
  readonly #addToSource: Statement<[{ id: number; position: number; count: number }]>;
  readonly #setAtSeq: Statement<[string, string | null, number, number, number]>;
  readonly #setAnywhere: Statement<[string, string | null, number, number]>;
  readonly #sourcePosition: number;
  readonly #redaction: LiveRedaction | undefined;
  #appended = 0;
  readonly #open = new Map<number, Place>();

  private constructor(db: Database, options: LiveRecordingOptions, isNew: boolean) {
    this.#db = db;
    this.#options = options;
    this.#isNew = isNew;
    this.#id = new RecordingStore(db).find(options.name).id;
    this.#insert = new RecordInsert(db);
    this.#nextSeq = db
      .prepare<[number], number>(
        'SELECT record_count FROM recordings WHERE id = ? AND name IS NOT NULL',
      )
      .pluck();
    this.#addSums = db.prepare(
      `UPDATE recordings SET record_count = record_count + @count,
         payload_bytes = payload_bytes + @bytes, timed_count = timed_count + @timed,
         first_captured_at_us = coalesce(first_captured_at_us, @first),
         last_captured_at_us = max(coalesce(last_captured_at_us, @last), @last)
       WHERE id = @id`,
    );
    this.#addToSource = db.prepare(
      `UPDATE recording_sources SET record_count = record_count + @count
       WHERE recording_id = @id AND position = @position`,
    );
    const setOutcome = `UPDATE records SET outcome = ?,
         tags = coalesce(json_patch(coalesce(tags, '{}'), ?), tags)
       WHERE recording_id = ? AND payload_id = ?`;
    this.#setAtSeq = db.prepare(`${setOutcome} AND seq = ?`);
    this.#setAnywhere = db.prepare(setOutcome);
    this.#sourcePosition =
      db
        .prepare<[number], number>(
          'SELECT max(position) FROM recording_sources WHERE recording_id = ?',
        )
        .pluck()
        .get(this.#id) ?? 0;
    const { redaction } = options;
    this.#redaction = redaction && new LiveRedaction(db, this.#id, redaction);
  }

  /**
   * Makes the recording, empty, or opens one to go on with. Throws `RepriseError` when the name is
   * taken and `mode` is `refuse`, or when its last record is from the future, so that new ones would
   * not come after it, or for rules of redaction that cannot be read.
   */
  static start(db: Database, options: LiveRecordingOptions): LiveRecording {
    const { name, mode, source, redaction } = options;
    // Refuses rules that cannot be read before there is a recording.
    if (redaction) createRedactor(redaction);
    const store = new RecordingStore(db);
    store.checkName(name, mode, source);
    const existing = mode === 'append' && store.list().find((other) => other.name === name);
    if (existing) checkIsPast(name, existing.lastCapturedAtUs);
    const importedAtMs = Date.now();
    store.publish(store.stage(), name, mode, {
      ...{ source, importedAtMs, recordCount: 0, skippedCount: 0 },
      ...(redaction && {
        redactions: [appliedRedaction(redaction, noCounts(redaction), importedAtMs)],
      }),
    });
    return new LiveRecording(db, options, !existing);
  }

  /** Commits a batch. When it throws, nothing of it was written, and it may be tried again. */
  append(given: LiveBatch): void {
    const batch = this.#redaction?.redact(given) ?? given;
    const places = this.#db
      .transaction(() => {
        this.#redaction?.save();
        return this.#write(batch);
      })
      .immediate();
    this.#redaction?.committed();
    for (const [index, place] of places.entries()) {
      if (place !== undefined) this.#open.set(this.#appended + index, place);
    }
    this.#appended += batch.events.length;
    for (const { number } of batch.outcomes) this.#open.delete(number);
  }

  /** Takes a recording that was made and got no record away again, so that its name is free. */
  close(): void {
    if (this.#isNew && this.#nextSeq.get(this.#id) === 0) {
      new RecordingStore(this.#db).remove(this.#options.name);
    }
  }

  /** The places of the batch's records, undefined for those that need no outcome any more. */
  #write({ events, outcomes }: LiveBatch): (Place | undefined)[] {
    const firstSeq = this.#nextSeq.get(this.#id);
    if (firstSeq === undefined) throw this.#gone();
    const places = events.map((event, index): Place | undefined => {
      const seq = firstSeq + index;
      const payloadId = this.#insert.run(this.#id, seq, event);
      return event.outcome === undefined ? { seq, payloadId } : undefined;
    });
    for (const late of outcomes) {
      const place = this.#open.get(late.number) ?? places[late.number - this.#appended];
      if (place !== undefined) this.#setOutcome(place, late);
    }
    if (events.length > 0) this.#count(events);
    return places;
  }

  /** An import that appends to the same recording may have numbered the records anew. */
  #setOutcome({ seq, payloadId }: Place, { outcome, tags }: LateOutcome): void {
    const [ended, more] = [JSON.stringify(outcome), tags ? JSON.stringify(tags) : null];
    if (this.#setAtSeq.run(ended, more, this.#id, payloadId, seq).changes > 0) return;
    this.#setAnywhere.run(ended, more, this.#id, payloadId);
  }

  #count(events: readonly RecordedEvent[]): void {
    const times = events.flatMap(({ capturedAtUs }) => capturedAtUs ?? []);
    const id = this.#id;
    const count = events.length;
    this.#addSums.run({
      id,
      count,
      bytes: events.reduce((sum, { payload }) => sum + payload.length, 0),
      timed: times.length,
      first: times[0] ?? null,
      last: times.at(-1) ?? null,
    });
    this.#addToSource.run({ id, position: this.#sourcePosition, count });
  }

  #gone(): RepriseError {
    return new RepriseError(
      `The recording ${this.#options.name} was removed while it was written.`,
      { hint: 'Stop, and record under another name.' },
    );
  }
}

function checkIsPast(name: string, lastCapturedAtUs: number | undefined): void {
  if (lastCapturedAtUs === undefined || lastCapturedAtUs <= Date.now() * 1000) return;
  const time = new Date(lastCapturedAtUs / 1000).toISOString();
  throw new RepriseError(`The last event of the recording ${name} is from the future: ${time}.`, {
    hint: 'Look at the clock of this machine, or record under another name.',
  });
}
