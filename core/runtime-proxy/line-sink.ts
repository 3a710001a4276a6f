import { hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { codeOf, messageOf } from '../base/errors.js';
import type { SettleRecord } from '../proxy/recorder.js';
import { encodeEnvelope } from '../recording/envelope-line.js';
import { type RecordedEvent, type RecordedOutcome, withTags } from '../recording/event.js';
import type { Redactor } from '../recording/redaction/redactor.js';
import type { EventSink } from './event-sink.js';
import type { RuntimeEvent } from './runtime-event.js';

/** Where lines go, and whom to tell in a sentence when that fails. */
export interface LineSinkOptions {
  /** A file that is appended to, readable by its owner only; `-`: standard output. */
  path: string;
  /** Lines that are longer are left out. */
  maxBytes: number;
  /** What edits an event before it is written. */
  redactor?: Redactor;
  onTrouble: (message: string) => void;
}

/** So long before Lambda ends an invocation, and this process with it, its event is written without an outcome. */
const beforeDeadlineMs = 200;

/**
 * A log line holds so much for certain: CloudWatch Logs took 256 KB in one event until 2025, and 1 MB
 * since (API reference, PutLogEvents).
 */
export const maxLogLineBytes = 200_000;

interface Pending {
  taken: RuntimeEvent;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Writes an event as one line once its outcome is known, in a single call: before the answer to its
 * runtime, so that Lambda, which freezes the process after it, leaves nothing behind.
 */
export class LineSink implements EventSink {
  readonly #options: LineSinkOptions;
  readonly #pending = new Set<Pending>();
  #file: number | undefined;
  #isTroubled = false;

  constructor(options: LineSinkOptions) {
    this.#options = options;
  }

  begin(taken: RuntimeEvent): SettleRecord {
    const pending: Pending = { taken, timer: undefined };
    const { deadlineMs } = taken;
    this.#pending.add(pending);
    if (deadlineMs !== undefined) {
      const delayMs = Math.max(0, deadlineMs - beforeDeadlineMs - Date.now());
      // A delay beyond 2^31 ms would fire at once.
      pending.timer = setTimeout(() => this.#end(pending), Math.min(delayMs, 2 ** 31 - 1)).unref();
    }
    return (outcome, tags) => this.#end(pending, outcome, tags);
  }

  async close(): Promise<void> {
    for (const pending of this.#pending) this.#end(pending);
    if (this.#file !== undefined && this.#file !== 1) closeSync(this.#file);
  }

  #end(pending: Pending, outcome?: RecordedOutcome, tags?: RecordedEvent['tags']): void {
    if (!this.#pending.delete(pending)) return;
    clearTimeout(pending.timer);
    const { event, requestId } = pending.taken;
    try {
      const { redactor } = this.#options;
      const given = { ...withTags(event, tags), outcome: { requestId, ...outcome } };
      const whole = redactor?.redact(given) ?? given;
      this.#write(`${encodeEnvelope(whole, hash('sha256', whole.payload))}\n`, requestId);
    } catch (thrown) {
      if (!this.#isTroubled) this.#options.onTrouble(messageOf(thrown));
      this.#isTroubled = true;
    }
  }

  #write(line: string, requestId: string): void {
    const { path, maxBytes, onTrouble } = this.#options;
    const bytes = Buffer.from(line);
    if (bytes.length > maxBytes) {
      onTrouble(
        `skipped an event: ${bytes.length} bytes, max-bytes ${maxBytes}, request ${requestId}`,
      );
      return;
    }
    this.#file ??= path === '-' ? 1 : openSync(path, 'a', 0o600);
    writeWhole(this.#file, bytes);
  }
}

/** A pipe that is full is tried again for so long. */
const fullPipeMs = 100;

/** A pipe may take a part of a line, or nothing for the moment. */
function writeWhole(file: number, bytes: Buffer): void {
  const untilMs = performance.now() + fullPipeMs;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (thrown) {
      if (codeOf(thrown) !== 'EAGAIN' || performance.now() > untilMs) throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
