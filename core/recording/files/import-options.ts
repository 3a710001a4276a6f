import type { Readable } from 'node:stream';
import type { RedactionCounts } from '../redaction/redactor.js';
import type { RedactionRules } from '../redaction/rule.js';
import type { RedactionSample } from '../redaction/sample.js';
import type { RecordSelection } from '../selection/selection.js';
import type { PublishMode } from '../store/store.js';
import type { ImportFormat } from './formats.js';
import type { ImportProblem } from './importer.js';
import type { EventLines } from './log-message.js';
import type { TimeUnit } from './time-unit.js';

/** What to import, and how. */
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
  /** The unit of times that are numbers, in tables; default: what their size tells. */
  timeUnit?: TimeUnit;
  /** Leave out what has the same MessageId as a message before it; default: keep it, and say so. */
  uniqueBy?: 'messageId';
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
  /** Messages with the MessageId of one before, and whether they were left out. */
  repeatedMessages: { count: number; isLeftOut: boolean };
  /** What the rules did, when there were some. */
  redaction?: RedactionCounts;
}
