import type { LocalClock } from '../clock.js';
import type { LogFormat } from '../config.js';
import { jsonRecords } from './json-log.js';
import type { InitReport, LogRecords, Report } from './log-records.js';
import { textRecords } from './text-log.js';

/** How much of the end of a log `X-Amz-Log-Result` holds (AWS Lambda API reference, Invoke). */
const tailBytes = 4096;

/** More characters than this are cut back to their end; no tail needs them. */
const keptCharacters = 65_536;

/** Who wants to have what an invocation logs. */
export interface LogReaders {
  /** Takes each message as it comes; absent: no log is kept. */
  keep: ((message: string) => void) | undefined;
  /** Whether the caller wants the end of it. */
  tail: boolean;
}

/** The log of one invocation while it runs: message by message, and as far back as its tail may reach. */
export class InvocationLog {
  readonly #readers: LogReaders;
  readonly #records: LogRecords;
  readonly #requestId: string;
  readonly #clock: LocalClock;
  #text = '';

  constructor(format: LogFormat, requestId: string, clock: LocalClock, readers: LogReaders) {
    this.#readers = readers;
    this.#records = format === 'JSON' ? jsonRecords : textRecords;
    this.#requestId = requestId;
    this.#clock = clock;
  }

  /** A line of the function's own, without its line end. */
  line(text: string): void {
    this.#append(`${text}\n`);
  }

  start(version: string): void {
    this.#append(this.#records.start(this.#clock.epochMs(), this.#requestId, version));
  }

  initReport(report: InitReport): void {
    this.#append(this.#records.initReport(this.#clock.epochMs(), report));
  }

  timeout(timeoutS: number): void {
    this.#append(this.#records.timeout(this.#clock.epochMs(), this.#requestId, timeoutS));
  }

  /** The last records, and the value of `X-Amz-Log-Result`, where it is wanted: base64 of the log's last 4 KB. */
  end(report: Omit<Report, 'requestId'>): string | undefined {
    const whole = { requestId: this.#requestId, ...report };
    for (const record of this.#records.end(this.#clock.epochMs(), whole)) this.#append(record);
    if (!this.#readers.tail) return undefined;
    const bytes = Buffer.from(this.#text);
    return bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString('base64');
  }

  #append(text: string): void {
    this.#readers.keep?.(text);
    if (!this.#readers.tail) return;
    this.#text += text;
    if (this.#text.length > keptCharacters) this.#text = this.#text.slice(-tailBytes);
  }
}
