import type { Readable } from 'node:stream';
import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import { explainDatabaseError } from '../../database/database-error.js';
import type { Database } from '../../database/open.js';
import { peek } from '../../json/byte-stream.js';
import type { RecordedEvent } from '../event.js';
import { appliedRedaction } from '../redaction/applied.js';
import { createRedactor, type RedactionCounts, type Redactor } from '../redaction/redactor.js';
import type { RedactionRules } from '../redaction/rule.js';
import type { RedactionSample } from '../redaction/sample.js';
import { keepSelected } from '../selection/keep-selected.js';
import type { RecordSelection } from '../selection/selection.js';
import { type PublishMode, RecordingStore, type StagedRecording } from '../store/store.js';
import { showsFormat } from './format-head.js';
import type { ImportFormat } from './formats.js';
import type { ImportContext, ImportProblem } from './importer.js';
import { chooseImporter } from './index.js';
import { findSource, type Input, inputBytes } from './input.js';
import type { EventLines } from './log-message.js';

export interface ImportOptions {
  /** A file, a folder, or `-` for standard input. */
  source: string;
  /** The recording's name. */
  name: string;
  /** Default `auto`: told by content, and by name where content leaves it open. */
  format?: ImportFormat | 'auto';
  /** Take the elements of a JSON document apart, which is a list. */
  each?: boolean;
  /** Default `refuse`. */
  mode?: PublishMode;
  /** Leave out what is no valid record, and say so, instead of importing nothing. */
  skipInvalid?: boolean;
  /** How the lines of logs that carry events are found; default: those that are one. */
  lines?: EventLines;
  /** What arrivals of a trace are given; valid JSON, default `{}`. */
  payload?: Uint8Array;
  /** Draws the times that a trace only counts; default 1. */
  seed?: number;
  /** For records that say nothing of their own. */
  functionName?: string;
  /** For all records; their own tags win. */
  tags?: Record<string, string>;
  /** What is taken out of the records before they are stored. */
  redaction?: RedactionRules;
  /** Told of each edit that the rules make; takes time. */
  onRedaction?: (sample: RedactionSample) => void;
  /** What is kept of what was read; default: all. */
  where?: RecordSelection;
  onProgress?: (progress: ImportProgress) => void;
  /** Aborted: nothing is imported, and the reason is thrown. */
  signal?: AbortSignal;
  /** In place of the process's own. */
  stdin?: () => Readable;
}

/** How far an import is. */
export interface ImportProgress {
  /** Before unzipping. */
  readBytes: number;
  /** Absent where an input does not know its size. */
  totalBytes?: number;
  recordCount: number;
}

/** Something that was left out, at its place. */
export interface SkippedRecord extends ImportProblem {
  file: string;
}

export interface ImportResult {
  recordCount: number;
  payloadBytes: number;
  /** Records that have a capture time. */
  timedCount: number;
  inputCount: number;
  skippedCount: number;
  /** The first hundred of them. */
  skipped: SkippedRecord[];
  /** What the rules did, when there were some. */
  redaction?: RedactionCounts;
}

const maxListedSkips = 100;

/** Records are written when so many, or so many bytes, have come together. */
const recordsPerTransaction = 5000;
const bytesPerTransaction = 8 * 1024 * 1024;

/**
 * Imports a source into a recording, all of it or nothing: nobody sees the recording before its last
 * record is in, a failure takes out what was written, and what a killed process leaves is cleared by
 * the next import. Memory stays flat whatever the size of the source.
 *
 * Throws `RepriseError` for a source that cannot be read, a record that is not valid (with its file,
 * line and column), a name that is taken, a source without records, or a database that fails.
 */
export async function importRecording(db: Database, options: ImportOptions): Promise<ImportResult> {
  const store = new RecordingStore(db);
  const { identity, inputs } = findSource(options.source, options.stdin);
  const { name, mode = 'refuse' } = options;
  store.checkName(name, mode, identity);
  const staged = store.stage();
  try {
    const run = new ImportRun(staged, inputs, options);
    for (const input of inputs) await run.read(input);
    const read = run.finish();
    const result = { ...read, ...keepSelected(db, staged, options.source, options.where) };
    const { recordCount, skippedCount } = result;
    const importedAtMs = Date.now();
    store.publish(staged, name, mode, {
      source: identity,
      importedAtMs,
      recordCount,
      skippedCount,
      ...(options.redaction &&
        result.redaction && {
          redactions: [appliedRedaction(options.redaction, result.redaction, importedAtMs)],
        }),
    });
    return result;
  } catch (error) {
    store.discard(staged);
    throw explainDatabaseError(error, db.name);
  }
}

/**
 * Reads and redacts a source as `importRecording` does, and stores nothing: to see what the rules would
 * do. Throws `RepriseError` for the same sources.
 */
export async function rehearseImport(options: ImportOptions): Promise<ImportResult> {
  const { inputs } = findSource(options.source, options.stdin);
  const run = new ImportRun(new CountedRecords(), inputs, options);
  for (const input of inputs) await run.read(input);
  return run.finish();
}

/** Where records go: a staged recording, or nowhere. */
type RecordSink = Pick<StagedRecording, 'append'> & {
  readonly totals: Pick<StagedRecording['totals'], 'recordCount' | 'payloadBytes' | 'timedCount'>;
};

class CountedRecords implements RecordSink {
  readonly totals = { recordCount: 0, payloadBytes: 0, timedCount: 0 };

  append(events: readonly RecordedEvent[]): void {
    for (const { payload, capturedAtUs } of events) {
      this.totals.recordCount += 1;
      this.totals.payloadBytes += payload.length;
      this.totals.timedCount += capturedAtUs === undefined ? 0 : 1;
    }
  }
}

/** One import on its way. */
class ImportRun {
  readonly #staged: RecordSink;
  readonly #redactor: Redactor | undefined;
  readonly #options: ImportOptions;
  readonly #inputCount: number;
  readonly #totalBytes: number | undefined;
  #readBytes = 0;
  #pending: RecordedEvent[] = [];
  #pendingBytes = 0;
  #skippedCount = 0;
  readonly #skipped: SkippedRecord[] = [];

  constructor(staged: RecordSink, inputs: readonly Input[], options: ImportOptions) {
    this.#staged = staged;
    this.#options = options;
    const { redaction, onRedaction } = options;
    this.#redactor = redaction && createRedactor(redaction, onRedaction && { onEdit: onRedaction });
    this.#inputCount = inputs.length;
    const sizes = inputs.map(({ sizeBytes }) => sizeBytes);
    this.#totalBytes = sizes.reduce(
      (a, b) => (a === undefined || b === undefined ? undefined : a + b),
      0,
    );
  }

  async read(input: Input): Promise<void> {
    const { format = 'auto', each = false, signal } = this.#options;
    const count = (byteCount: number): void => {
      this.#readBytes += byteCount;
    };
    const bytes = inputBytes(input, count, signal);
    const { head, bytes: all } = await peek(bytes, showsFormat);
    const importer = chooseImporter(format, head, input.name);
    for await (const events of importer.read(all, this.#context(input.name, each))) {
      signal?.throwIfAborted();
      for (const event of events) this.#add(event);
      this.#report();
    }
  }

  /** Writes what is left. Throws `RepriseError` when no record came at all. */
  finish(): ImportResult {
    this.#write();
    const { recordCount, payloadBytes, timedCount } = this.#staged.totals;
    if (recordCount === 0) throw this.#nothing();
    this.#report();
    return {
      ...{ recordCount, payloadBytes, timedCount },
      inputCount: this.#inputCount,
      skippedCount: this.#skippedCount,
      skipped: this.#skipped,
      ...(this.#redactor && { redaction: this.#redactor.takeCounts() }),
    };
  }

  #add(found: RecordedEvent): void {
    const { functionName, tags } = this.#options;
    const event: RecordedEvent =
      functionName === undefined && tags === undefined
        ? found
        : {
            ...defined({ functionName }),
            ...found,
            ...(tags && { tags: { ...tags, ...found.tags } }),
          };
    this.#pending.push(this.#redactor ? this.#redactor.redact(event) : event);
    this.#pendingBytes += event.payload.length;
    if (
      this.#pending.length >= recordsPerTransaction ||
      this.#pendingBytes >= bytesPerTransaction
    ) {
      this.#write();
    }
  }

  #write(): void {
    if (this.#pending.length > 0) this.#staged.append(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #context(file: string, each: boolean): ImportContext {
    const { lines = {}, payload = Buffer.from('{}'), seed = 1 } = this.#options;
    return {
      ...{ each, lines, payload, seed },
      refuse: ({ line, column, message, hint }) => {
        if (!this.#options.skipInvalid) {
          throw new RepriseError(message, {
            where: { file, line, column },
            hint: hint ?? 'Mend it, or say --skip-invalid to leave it out. Nothing was imported.',
          });
        }
        this.#skippedCount += 1;
        if (this.#skipped.length < maxListedSkips)
          this.#skipped.push({ file, line, column, message });
      },
    };
  }

  #report(): void {
    this.#options.onProgress?.({
      readBytes: this.#readBytes,
      ...defined({ totalBytes: this.#totalBytes }),
      recordCount: this.#staged.totals.recordCount + this.#pending.length,
    });
  }

  #nothing(): RepriseError {
    const { source } = this.#options;
    const [first] = this.#skipped;
    const name = source === '-' ? 'standard input' : source;
    if (!first) {
      return new RepriseError(`There is no event in ${name}.`, {
        hint: 'Give a file that is not empty; for a log, say which lines carry events: --event-marker EVENT, or --event-pattern.',
      });
    }
    return new RepriseError(`No record in ${name} is valid; the first: ${first.message}`, {
      where: { file: first.file, line: first.line, column: first.column },
      hint: 'Look at the file; its format can be forced with --format.',
    });
  }
}
