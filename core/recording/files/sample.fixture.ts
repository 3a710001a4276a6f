import { join } from 'node:path';
import type { RecordedEvent } from '../event.js';
import type { ImportFormat } from './formats.js';
import type { ImportOptions } from './import.js';

/** A record as a sample gives it, its payload as text. */
export type Expected = Omit<RecordedEvent, 'payload'> & { payload: string };

/** A file in `samples/`, and what is imported of it. */
export interface Case {
  file: string;
  format: ImportFormat;
  options?: Partial<ImportOptions>;
  /** All that is known of each record, in the order of the recording. */
  records: Expected[];
}

/** 2026-11-20T17:00:00Z in microseconds: when the samples begin. */
export const t0 = 1_795_194_000_000_000;
/** How the events in the samples of logs are found. */
export const marked = { lines: { marker: 'EVENT' } };

/** The path of a file in `samples/`. */
export const sample = (name: string): string => join(import.meta.dirname, 'samples', name);
