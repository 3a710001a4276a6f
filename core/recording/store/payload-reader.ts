import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import type { Database, Statement } from '../../database/open.js';
import type { Payload, RecordedAs } from '../../invoke/client.js';
import { streamedTags, tenantTag } from '../event.js';
import type { Recording } from '../recording.js';
import type { SeqSet } from '../selection/seq-set.js';
import { recordedAsSql } from './recorded-as.js';

interface PayloadRow {
  bytes: Uint8Array;
  sha256: string;
  client_context: string | null;
  tags: string | null;
  recorded_as: RecordedAs | null;
}

/** So many capture times are read at once: a long read would keep SQLite from reusing its log. */
const timesPerRead = 4096;

/**
 * The payloads of one recording by position, 0 to `count - 1`, each read as it is asked for. With a
 * selection the positions count what is selected, and the rest is as if it were not there.
 */
export class PayloadReader {
  readonly count: number;
  readonly #recording: Recording;
  readonly #selected: SeqSet | undefined;
  readonly #payload: Statement<[number, number], PayloadRow>;
  readonly #times: Statement<[number, number], number | null>;
  readonly #lastTime: Statement<[number, number], number>;

  constructor(db: Database, recording: Recording, selected?: SeqSet) {
    this.count = selected?.count ?? recording.recordCount;
    this.#recording = recording;
    this.#selected = selected;
    this.#payload = db.prepare(
      `SELECT bytes, lower(hex(sha256)) AS sha256, client_context, tags, ${recordedAsSql} AS recorded_as
       FROM records JOIN payloads ON payloads.id = payload_id
       WHERE recording_id = ? AND seq = ?`,
    );
    this.#times = db
      .prepare<[number, number], number | null>(
        `SELECT captured_at_us FROM records WHERE recording_id = ? AND seq >= ?
         ORDER BY seq LIMIT ${timesPerRead}`,
      )
      .pluck();
    this.#lastTime = db
      .prepare<[number, number], number>(
        `SELECT captured_at_us FROM records
         WHERE recording_id = ? AND seq <= ? AND captured_at_us IS NOT NULL
         ORDER BY seq DESC LIMIT 1`,
      )
      .pluck();
  }

  /**
   * The payload at a position, its bytes exactly as they were recorded. Throws `RepriseError` when the
   * recording has been removed since, `RangeError` for a position it never had.
   */
  get(position: number): Payload {
    if (position < 0 || position >= this.count) {
      throw new RangeError(`position ${position} of a recording of ${this.count}`);
    }
    const row = this.#payload.get(this.#recording.id, this.recordAt(position));
    if (!row) throw this.#gone();
    return {
      // A copy shares one of Node's pools with others; each row's own buffer would be one more to collect.
      bytes: Buffer.from(row.bytes),
      sha256: row.sha256,
      ...(row.client_context !== null && { clientContext: row.client_context }),
      ...(row.tags !== null && taggedOf(row.tags)),
      ...(row.recorded_as !== null && { recordedAs: row.recorded_as }),
    };
  }

  /** The place in the recording of what is at a position. */
  recordAt(position: number): number {
    return this.#selected?.at(position) ?? position;
  }

  /** The first capture time of what is read, in microseconds since the Unix epoch, if there is one. */
  get startUs(): number | undefined {
    return this.#recording.firstCapturedAtUs === undefined ? undefined : this.#firstUs();
  }

  /**
   * When each payload was captured, in order, in microseconds since the first record that has a time,
   * or since the first that is selected. One without a time counts as captured with the one before it. Throws `RepriseError` when no record
   * has a time, or the recording is removed meanwhile.
   */
  *captureTimes(): IterableIterator<number> {
    const firstUs = this.#firstUs();
    let latestUs = firstUs;
    let position = 0;
    for (let seq = this.recordAt(0); position < this.count; ) {
      const times = this.#times.all(this.#recording.id, seq);
      if (times.length === 0) throw this.#gone();
      for (const timeUs of times) {
        latestUs = timeUs ?? latestUs;
        if (position < this.count && this.#isSelected(seq)) {
          position += 1;
          yield latestUs - firstUs;
        }
        seq += 1;
      }
    }
  }

  /** The capture time at one position, as `captureTimes` gives it. */
  captureTimeAt(position: number): number {
    const firstUs = this.#firstUs();
    return this.#timeUs(this.recordAt(position), firstUs) - firstUs;
  }

  #isSelected(seq: number): boolean {
    return this.#selected?.has(seq) ?? true;
  }

  /** A record's time, or that of the one before it; `elseUs` before the first. */
  #timeUs(seq: number, elseUs: number): number {
    return this.#lastTime.get(this.#recording.id, seq) ?? elseUs;
  }

  #firstUs(): number {
    const { firstCapturedAtUs, name } = this.#recording;
    if (firstCapturedAtUs !== undefined) {
      return this.#selected ? this.#timeUs(this.recordAt(0), firstCapturedAtUs) : firstCapturedAtUs;
    }
    throw new RepriseError(`The recording ${name} has no capture times to replay.`, {
      hint: 'Give the load a rate: --rate 20/s.',
    });
  }

  #gone(): RepriseError {
    return new RepriseError(
      `The recording ${this.#recording.name} was removed while it was read.`,
      {
        hint: 'See reprise recordings for what there is.',
      },
    );
  }
}

/** A record's tags, and the names that its invocation had, which are kept as tags. */
function taggedOf(text: string): Pick<Payload, 'tags' | 'tenantId' | 'isStreamed'> {
  const tags = JSON.parse(text) as Record<string, string>;
  return {
    ...{ tags, ...defined({ tenantId: tags[tenantTag] }) },
    ...(tags.operation === streamedTags.operation && { isStreamed: true }),
  };
}
