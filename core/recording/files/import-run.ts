import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import { type ByteStream, peek } from '../../json/byte-stream.js';
import type { RecordedEvent } from '../event.js';
import { createRedactor, type Redactor } from '../redaction/redactor.js';
import type { StagedRecording } from '../store/store.js';
import { showsFormat } from './format-head.js';
import type { ImportOptions, ImportResult, SkippedRecord } from './import-options.js';
import type { ImportContext } from './importer.js';
import { chooseImporter } from './index.js';
import { type Input, inputBytes } from './input.js';
import { looksForEvents } from './log-message.js';
import { Seen } from './seen.js';
import { whyNot } from './why-not.js';

const maxListedSkips = 100;

/** Records are written when so many, or so many bytes, have come together. */
const recordsPerTransaction = 5000;
const bytesPerTransaction = 8 * 1024 * 1024;

/** Where records go: a staged recording, or nowhere. */
type RecordSink = Pick<StagedRecording, 'append'> & {
  readonly totals: Pick<StagedRecording['totals'], 'recordCount' | 'payloadBytes' | 'timedCount'>;
};

/** Counts records that are not stored. */
export class CountedRecords implements RecordSink {
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
export class ImportRun {
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
  readonly #seen = new Seen();
  readonly #messageIds = new Set<string>();
  #repeatedCount = 0;

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
    this.#seen.byteCount += head.length;
    const context = this.#context(input.name, each);
    const importer = chooseImporter(format, head, input.name, looksForEvents(context.lines));
    const problem = whyNot(importer, format, head, context.lines);
    if (problem) {
      context.refuse({ line: 1, column: 1, ...problem });
      await closeUnread(all);
      return;
    }
    const { logLines } = this.#seen;
    let eventCount = 0;
    for await (const events of importer.read(all, context)) {
      signal?.throwIfAborted();
      for (const event of events) this.#add(event);
      eventCount += events.length;
      this.#report();
    }
    const isIgnored = looksForEvents(context.lines) && this.#seen.logLines === logLines;
    if (isIgnored && eventCount > 0) context.refuse({ line: 1, column: 1, ...noLog });
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
      repeatedMessages: { count: this.#repeatedCount, isLeftOut: this.#leavesRepeatedOut },
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
    const { lines = {}, payload = Buffer.from('{}'), seed = 1, timeUnit } = this.#options;
    return {
      ...{ each, lines, payload, seed, seen: this.#seen, ...defined({ timeUnit }) },
      isRepeated: (messageId) => this.#countMessage(messageId) && this.#leavesRepeatedOut,
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

  get #leavesRepeatedOut(): boolean {
    return this.#options.uniqueBy === 'messageId';
  }

  /** True for an id that came before. */
  #countMessage(messageId: string): boolean {
    const isRepeated = this.#messageIds.has(messageId);
    if (isRepeated) this.#repeatedCount += 1;
    else this.#messageIds.add(messageId);
    return isRepeated;
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
      const { what, hint } = this.#seen.instead(this.#options.lines ?? {});
      return new RepriseError(`There is no event in ${name}: ${what}.`, { hint });
    }
    return new RepriseError(`No record in ${name} is valid; the first: ${first.message}`, {
      where: { file: first.file, line: first.line, column: first.column },
      hint: 'Look at the file; its format can be forced with --format.',
    });
  }
}

/** What is said of records that were no log, though events were to be looked for in its lines. */
const noLog = {
  message: 'There is no log line in it for --event-marker or --event-pattern to look at.',
  hint: 'Leave them out: its records are events as they are.',
} as const;

/** Lets a stream go of which no more is wanted. */
async function closeUnread(stream: ByteStream): Promise<void> {
  for await (const chunk of stream) if (chunk.length >= 0) return;
}
