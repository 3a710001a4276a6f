import type { ByteStream } from '../../json/byte-stream.js';
import type { TextPosition } from '../../json/text-position.js';
import type { RecordedEvent } from '../event.js';
import type { EventLines } from './log-message.js';
import type { Seen } from './seen.js';
import type { TimeUnit } from './time-unit.js';

/** Something that an importer found and cannot take. */
export interface ImportProblem extends TextPosition {
  message: string;
  hint?: string;
}

/** What an importer is told of the input it reads, and whom it tells of what it cannot take. */
export interface ImportContext {
  /** Take the elements of a top-level list apart. */
  each: boolean;
  /** How the lines of a log that carry events are found. */
  lines: EventLines;
  /** What traces of arrivals without payloads are given: valid JSON. */
  payload: Uint8Array;
  /** Draws the times within a minute of a trace that only counts. */
  seed: number;
  /** The unit of times that are numbers; absent where nobody has said it. */
  timeUnit?: TimeUnit;
  /** Told of what is passed over. */
  seen: Seen;
  /** Counts a message by its id; true for one that came before and is to be left out. */
  isRepeated(messageId: string): boolean;
  /**
   * Reports a problem. Throws, which ends the import, unless invalid records are to be skipped: then
   * it returns, and the importer goes on after the record.
   */
  refuse(problem: ImportProblem): void;
}

/** A format of recorded events. One file each, listed in `importers/index.ts`. */
export interface Importer {
  /** One line, for the list of formats. */
  readonly describe: string;
  /** Looks for events in the lines of a log, so that `ImportContext.lines` means something. */
  readonly isLog?: true;
  /**
   * True when an input that begins like this is of the format. `head` holds the
   * first line and a byte of the next that is not blank (64 KiB at least when that line only opens a
   * JSON document), or 1 MiB, or everything; it has been unzipped, and the
   * ending `.gz` is gone from `fileName` (in lower case).
   */
  recognises(head: Uint8Array, fileName: string): boolean;
  /**
   * The events of one input in their order. They come in batches, as many as a chunk of bytes held,
   * since a promise for each would take longer than the event itself.
   */
  read(bytes: ByteStream, context: ImportContext): AsyncIterable<readonly RecordedEvent[]>;
}

/**
 * No payload is larger than this: ten times what Lambda takes in one invocation (6 MB; AWS Lambda
 * quotas). What is larger is a file of many events, and reading it whole would fill the memory.
 */
export const maxImportedBytes = 64 * 1024 * 1024;
