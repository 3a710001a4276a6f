import { explainDatabaseError } from '../../database/database-error.js';
import type { Database } from '../../database/open.js';
import { RepriseError } from '../../errors.js';
import type { RecordedEvent } from '../event.js';
import { eventsInLogs } from '../importers/cloudwatch.js';
import { JsonValue } from '../json-spans.js';
import type { EventLines } from '../log-message.js';
import { type PublishMode, RecordingStore } from '../store.js';
import type { ServiceOptions } from './client-options.js';
import { type LogPage, type LogQuery, logPages } from './log-pages.js';
import { formatLogSource } from './log-source.js';

export interface ImportLogsOptions extends ServiceOptions {
  /** The recording's name. */
  name: string;
  mode: PublishMode;
  query: LogQuery;
  /** How the lines that carry events are found. */
  lines: EventLines;
  /** Leave out events that are cut off or otherwise no JSON. */
  skipInvalid: boolean;
  /** Aborted: what has come is kept, and the rest can be read later. */
  stop: AbortSignal;
  onProgress?: (progress: LogProgress) => void;
}

/** How far the reading is. */
export interface LogProgress {
  /** Log events read, and of them those that carried an event. */
  lineCount: number;
  recordCount: number;
  skippedCount: number;
  /** Everything before this time has been read; milliseconds since the Unix epoch. */
  reachedMs: number;
}

export interface ImportLogsResult extends LogProgress {
  /** False: stopped before the end; `restOf` its sources says what is left. */
  isComplete: boolean;
}

/** What is committed at once: minutes of reading at the API's pace are never lost. */
const pagesPerCommit = 50;

/**
 * Reads the events that a log group's lines carry into a recording. Every fifty pages are committed, and
 * the recording says how far it has been read, so that a reading that was stopped, or failed, goes on
 * where it was. Throws `RepriseError` for what the service refuses, an event that is no JSON, or a
 * name that is taken; what was committed before stays.
 */
export async function importLogs(
  db: Database,
  options: ImportLogsOptions,
): Promise<ImportLogsResult> {
  const reading = new LogReading(db, options);
  let pages = 0;
  try {
    for await (const page of logPages(options.query, options, options.stop)) {
      reading.add(page);
      pages += 1;
      if (pages % pagesPerCommit === 0) reading.commit();
    }
  } catch (error) {
    throw reading.keep(error);
  }
  return reading.finish(!options.stop.aborted);
}

class LogReading {
  readonly #db: Database;
  readonly #store: RecordingStore;
  readonly #options: ImportLogsOptions;
  #mode: PublishMode;
  #sinceMs: number;
  /** Events of the latest millisecond, of which the next page may have more. */
  #held: LogPage = [];
  #events: RecordedEvent[] = [];
  #skipped = 0;
  readonly #progress: LogProgress;

  constructor(db: Database, options: ImportLogsOptions) {
    this.#db = db;
    this.#store = new RecordingStore(db);
    this.#options = options;
    this.#mode = options.mode;
    this.#sinceMs = options.query.sinceMs;
    this.#progress = { lineCount: 0, recordCount: 0, skippedCount: 0, reachedMs: this.#sinceMs };
    this.#store.checkName(options.name, options.mode, this.#source(options.query.untilMs));
  }

  add(page: LogPage): void {
    const all = [...this.#held, ...page];
    const reachedMs = all.reduce(
      (ms, line) => Math.max(ms, timeOf(line)),
      this.#progress.reachedMs,
    );
    this.#take(all.filter((line) => timeOf(line) < reachedMs));
    this.#held = all.filter((line) => timeOf(line) >= reachedMs);
    this.#progress.reachedMs = reachedMs;
    this.#options.onProgress?.(this.#progress);
  }

  /** Publishes all that came before the time that has been reached. */
  commit(): void {
    const { reachedMs } = this.#progress;
    const { untilMs } = this.#options.query;
    this.#publish(reachedMs, reachedMs < untilMs ? untilMs : undefined);
  }

  /** Commits what came before something went wrong, and says so. */
  keep(error: unknown): unknown {
    if (
      !(error instanceof RepriseError) ||
      this.#progress.reachedMs === this.#options.query.sinceMs
    )
      return error;
    this.commit();
    const { name } = this.#options;
    return new RepriseError(error.message, {
      hint: `${error.hint ?? ''} What came before is kept: go on with record logs --as ${name} --resume.`.trim(),
      exitCode: error.exitCode,
      cause: error,
    });
  }

  finish(isComplete: boolean): ImportLogsResult {
    if (isComplete) {
      this.#take(this.#held);
      this.#progress.reachedMs = this.#options.query.untilMs;
      if (this.#progress.recordCount === 0 && this.#mode !== 'append') throw this.#nothing();
    }
    this.commit();
    return { ...this.#progress, isComplete };
  }

  #take(lines: LogPage): void {
    const { query, lines: how } = this.#options;
    // Strings stay what they are through JSON, so that the bytes in a message do too.
    const answer = Buffer.from(JSON.stringify({ logGroup: query.logGroup, events: lines }));
    const context = { each: false, lines: how, payload: answer, seed: 0, refuse: () => {} };
    const refuse = (at: JsonValue, message: string): void => this.#refuse(at, message);
    const found = [...eventsInLogs(JsonValue.of(answer), refuse, context)];
    for (const event of found) this.#events.push(event);
    this.#progress.lineCount += lines.length;
    this.#progress.recordCount += found.length;
  }

  #nothing(): RepriseError {
    const { lineCount } = this.#progress;
    return new RepriseError(
      `No event was found in ${this.#options.query.logGroup}: ${lineCount} log lines were read.`,
      {
        hint: 'Say which lines carry events: --event-marker EVENT, or --event-pattern; or look further back: --since.',
      },
    );
  }

  #refuse(at: JsonValue, message: string): void {
    if (!this.#options.skipInvalid) {
      const time = new Date(at.at('timestamp')?.number() ?? 0).toISOString();
      const stream = at.at('logStreamName')?.text() ?? 'a log stream';
      throw new RepriseError(`${message} It was logged at ${time} in ${stream}.`, {
        hint: 'Say --skip-invalid to leave such lines out.',
      });
    }
    this.#skipped += 1;
    this.#progress.skippedCount += 1;
  }

  #publish(untilMs: number, endMs: number | undefined): void {
    const { name } = this.#options;
    const staged = this.#store.stage();
    try {
      if (this.#events.length > 0) staged.append(this.#events);
      this.#store.publish(staged, name, this.#mode, {
        source: this.#source(untilMs, endMs),
        importedAtMs: Date.now(),
        recordCount: this.#events.length,
        skippedCount: this.#skipped,
      });
    } catch (error) {
      this.#store.discard(staged);
      throw explainDatabaseError(error, this.#db.name);
    }
    this.#mode = 'append';
    this.#sinceMs = untilMs;
    this.#events = [];
    this.#skipped = 0;
  }

  #source(untilMs: number, endMs?: number): string {
    const { query } = this.#options;
    return formatLogSource({
      ...query,
      sinceMs: this.#sinceMs,
      untilMs,
      ...(endMs !== undefined && { endMs }),
    });
  }
}

function timeOf({ timestamp }: LogPage[number]): number {
  return timestamp ?? 0;
}
