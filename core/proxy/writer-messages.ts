import type { LiveRecordingOptions } from '../recording/store/live-recording.js';
import type { BatchMessage } from './batch-message.js';

/** What the writer's thread is started with. */
export interface WriterJob {
  databasePath: string;
  recording: LiveRecordingOptions;
}

/** To the writer's thread. */
export type WriterCommand = { kind: 'write'; batch: BatchMessage } | { kind: 'close' };

/** From it. */
export type WriterReport =
  | { kind: 'started' }
  /** It could not start; in the words of a `RepriseError`. */
  | { kind: 'refused'; message: string; hint?: string }
  /** So many batches, the oldest first, are committed. */
  | { kind: 'committed'; batches: number }
  /** Writing fails, once for each time that it begins to; it is tried again and again. */
  | { kind: 'trouble'; message: string };
