import { RepriseError } from '../../base/errors.js';
import type { Database } from '../../database/open.js';
import {
  checkRecordingName,
  type Recording,
  type RecordingRow,
  rowToRecording,
} from '../recording.js';
import { selectSome } from '../selection/select-records.js';
import { type RecordSelection, selectsAll } from '../selection/selection.js';
import { SeqSet, type SeqSetData } from '../selection/seq-set.js';
import { describeRecording, type RecordingDetails } from './details.js';
import { PayloadReader } from './payload-reader.js';
import { type ImportedSource, publishAppended, publishNew, unpublish } from './publish.js';
import { readRecords, type StoredRecord } from './records.js';
import { removeLeftSpools, Spool } from './spool.js';
import {
  discard,
  discardAbandoned,
  discardIfPossible,
  StagedRecording,
} from './staged-recording.js';

export type { Recording } from '../recording.js';
export type { RecordingDetails } from './details.js';
export { PayloadReader } from './payload-reader.js';
export type { ImportedSource } from './publish.js';
export type { StoredRecord } from './records.js';
export type { StagedRecording } from './staged-recording.js';

/** What to do when a recording of that name is already there. */
export const publishModes = ['refuse', 'append', 'replace'] as const;
export type PublishMode = (typeof publishModes)[number];

/** A staged recording on its way to a name. */
export interface Publication {
  staged: StagedRecording;
  name: string;
  mode: PublishMode;
  source: ImportedSource;
}

/** The recordings in a database. */
export class RecordingStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** All of them by name; those that are being written are not among them. */
  list(): Recording[] {
    return this.#db
      .prepare<[], RecordingRow>('SELECT * FROM recordings WHERE name IS NOT NULL ORDER BY name')
      .all()
      .map(rowToRecording);
  }

  /** Throws `RepriseError` when there is none of that name. */
  find(name: string): Recording {
    const recording = this.#named(name);
    if (recording) return recording;
    const names = this.list().map((other) => other.name);
    throw new RepriseError(`There is no recording ${name}.`, {
      hint:
        names.length > 0
          ? `See reprise recordings; there is ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}.`
          : `Make it first: reprise record import <file> --as ${name}`,
    });
  }

  /** What `find` gives, and what takes reading all records (not the payloads). */
  describe(name: string): RecordingDetails {
    return describeRecording(this.#db, this.find(name));
  }

  /**
   * What `select` gave narrows it down. Throws `RepriseError` when there is none of that name, or
   * nothing in it.
   */
  reader(name: string, selected?: SeqSetData): PayloadReader {
    const recording = this.find(name);
    if (recording.recordCount > 0) {
      return new PayloadReader(this.#db, recording, selected && new SeqSet(selected));
    }
    throw new RepriseError(`The recording ${name} is empty.`, {
      hint: `Add to it: reprise record import <file> --as ${name} --append`,
    });
  }

  /**
   * Which records a selection means, for `reader`. Throws `RepriseError` when there are none, or the
   * selection cannot be asked.
   */
  select(name: string, selection: RecordSelection): SeqSet {
    return selectSome(this.#db, this.find(name), selection);
  }

  /**
   * Everything that is known of each record, or of each that a selection means, in order, read as it
   * is asked for. Throws as `select` does.
   */
  records(name: string, selection: RecordSelection = {}): IterableIterator<StoredRecord> {
    const recording = this.find(name);
    const selected = selectsAll(selection) ? undefined : selectSome(this.#db, recording, selection);
    return readRecords(this.#db, recording, selected);
  }

  /**
   * Begins a recording that nobody sees before it is published. Clears away what killed processes
   * left behind. Several that grow side by side share a spool, since each has open files.
   */
  stage(spool = new Spool(this.#db.name)): StagedRecording {
    removeLeftSpools(this.#db.name);
    discardAbandoned(this.#db, Date.now());
    return new StagedRecording(this.#db, spool);
  }

  /**
   * Throws `RepriseError` when a recording of that name is there and may not be touched. To be asked
   * before a long import; `publish` asks again.
   */
  checkName(name: string, mode: PublishMode, source: string): void {
    checkRecordingName(name);
    const existing = this.#named(name);
    if (mode !== 'refuse' || !existing) return;
    const known = this.#db
      .prepare('SELECT 1 FROM recording_sources WHERE recording_id = ? AND source = ?')
      .get(existing.id, source);
    const what = known ? `already holds ${source}` : 'already exists';
    throw new RepriseError(`The recording ${name} ${what}.`, {
      hint: 'Use --append to add to it, --replace to start it anew, or import under another name.',
    });
  }

  /**
   * Makes what was staged visible, all at once, under a name, its records in the order of their
   * capture times. Throws `RepriseError` as `checkName` does; when it throws, nothing has changed.
   */
  publish(staged: StagedRecording, name: string, mode: PublishMode, source: ImportedSource): void {
    this.publishAll([{ staged, name, mode, source }]);
  }

  /** The same for several, all of them at once. */
  publishAll(entries: readonly Publication[]): void {
    for (const { staged } of entries) staged.settle();
    const replaced = this.#db
      .transaction(() => entries.map((entry) => this.#publish(entry)))
      .immediate();
    for (const id of replaced) if (id !== undefined) discardIfPossible(this.#db, id);
  }

  /** Gives what is to be discarded, as it was replaced. */
  #publish({ staged, name, mode, source }: Publication): number | undefined {
    this.checkName(name, mode, source.source);
    const existing = this.#named(name);
    if (existing && mode === 'append') {
      publishAppended(this.#db, staged, existing, source);
      return undefined;
    }
    if (existing) unpublish(this.#db, existing.id);
    publishNew(this.#db, staged, name, source);
    return existing?.id;
  }

  /** Deletes what was staged and has not been published; what cannot be deleted now, the next import does. */
  discard(staged: StagedRecording): void {
    staged.discard();
  }

  /** Takes a recording out: gone at once for everybody, and then deleted bit by bit. */
  remove(name: string): void {
    const { id } = this.find(name);
    unpublish(this.#db, id);
    discard(this.#db, id);
  }

  #named(name: string): Recording | undefined {
    const row = this.#db
      .prepare<[string], RecordingRow>('SELECT * FROM recordings WHERE name = ?')
      .get(name);
    return row && rowToRecording(row);
  }
}
