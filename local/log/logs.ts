import type { LocalClock } from '../clock.js';
import type { LogFormat } from '../config.js';
import { jsonRecords } from './json-log.js';
import type { InitReport, LogRecords, Report } from './log-records.js';
import { textRecords } from './text-log.js';

/** How much of the end of a log `X-Amz-Log-Result` holds (AWS Lambda API reference, Invoke). */
const tailBytes = 4096;

/** More characters than this are cut back to their end; no tail needs them. */
const keptCharacters = 65_536;

/** The log of one invocation while it runs, as far back as its tail may reach. */
export class InvocationLog {
  readonly #records: LogRecords;
  readonly #requestId: string;
  readonly #clock: LocalClock;
  #text = '';

  constructor(format: LogFormat, requestId: string, clock: LocalClock) {
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

  /** The last records, and the value of `X-Amz-Log-Result`: base64 of the log's last 4 KB. */
  end(report: Omit<Report, 'requestId'>): string {
    const whole = { requestId: this.#requestId, ...report };
    this.#append(this.#records.end(this.#clock.epochMs(), whole));
    const bytes = Buffer.from(this.#text);
    return bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString('base64');
  }

  #append(text: string): void {
    this.#text += text;
    if (this.#text.length > keptCharacters) this.#text = this.#text.slice(-tailBytes);
  }
}
