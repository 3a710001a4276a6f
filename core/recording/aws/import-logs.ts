import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import { explainDatabaseError } from '../../database/database-error.js';
import type { Database } from '../../database/open.js';
import { JsonValue } from '../../json/spans.js';
import type { RecordedEvent } from '../event.js';
import { eventsInLogs } from '../files/cloudwatch.js';
import type { EventLines } from '../files/log-message.js';
import { Seen } from '../files/seen.js';
import {
  addCounts,
  appliedRedaction,
  lastRedaction,
  noCounts,
  updateRedaction,
} from '../redaction/applied.js';
import { createRedactor, type RedactionCounts, type Redactor } from '../redaction/redactor.js';
import type { RedactionRules } from '../redaction/rule.js';
import { retain } from '../selection/retain.js';
import type { RecordSelection } from '../selection/selection.js';
import { type PublishMode, RecordingStore, type StagedRecording } from '../store/store.js';
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
  /** What is taken out of the records before they are stored. */
  redaction?: RedactionRules;
  /** What is kept of what was read, default: all. Neither a relative time nor `isUnique`. */
  where?: RecordSelection;
  /** Aborted: what has come is kept, and the rest can be read later. */
  stop: AbortSignal;
  /** What is committed at once; default 50, so that minutes of reading at the API's pace are never lost. */
  pagesPerCommit?: number;
  onProgress?: (progress: LogProgress) => void;
}

/** How far the reading is. */
export interface LogProgress {
  /** Log events read, and of them those that carried an event, selected or not. */
  lineCount: number;
  recordCount: number;
  skippedCount: number;
  /** Everything before this time has been read; milliseconds since the Unix epoch. */
  reachedMs: number;
}

export interface ImportLogsResult extends LogProgress {
  /** What was selected of the events, and is in the recording. */
  storedCount: number;
  /** What the rules did, when there were some. */
  redaction?: RedactionCounts;
  /** False: stopped before the end; `restOf` its sources says what is left. */
  isComplete: boolean;
}

/**
 * Reads the events that a log group's lines carry into a recording. Every `pagesPerCommit` pages are
 * committed, and the recording says how far it has been read, so that a reading that was stopped, or
 * failed, goes on where it was. Throws `RepriseError` for what the service refuses, an event that is no JSON, a name
 * that is taken, or a selection that needs all events at once; what was committed before stays.
 */
export async function importLogs(
  db: Database,
  options: ImportLogsOptions,
): Promise<ImportLogsResult> {
  checkSelection(options.where);
  const reading = new LogReading(db, options);
  const { pagesPerCommit = 50 } = options;
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

/** What can be told of an event by itself, since events are committed as they come. */
function checkSelection({ isUnique, window }: RecordSelection = {}): void {
  const isRelative = [window?.from, window?.to].some((bound) => bound?.kind === 'relative');
  if (!isRelative && !isUnique) return;
  throw new RepriseError(
    `${isUnique ? 'Which payloads are the first of equal ones' : 'A time from the start of the recording'} is known only when all of a log has been read.`,
    {
      hint: isUnique
        ? 'Leave --unique to the replay, or to recordings merge.'
        : 'Say --since and --until, or times with a date in --where-time.',
    },
  );
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
  #stored = 0;
  /** Where the first part was published. */
  #place: { id: number; position: number } | undefined;
  readonly #redactor: Redactor | undefined;
  #redacted: RedactionCounts | undefined;
  readonly #progress: LogProgress;

  constructor(db: Database, options: ImportLogsOptions) {
    this.#db = db;
    this.#store = new RecordingStore(db);
    this.#options = options;
    this.#redactor = options.redaction && createRedactor(options.redaction);
    this.#redacted = options.redaction && noCounts(options.redaction);
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
    return {
      ...{ ...this.#progress, storedCount: this.#stored, isComplete },
      ...(this.#redacted && { redaction: this.#redacted }),
    };
  }

  #take(lines: LogPage): void {
    const { query, lines: how } = this.#options;
    // Strings stay what they are through JSON, so that the bytes in a message do too.
    const answer = Buffer.from(JSON.stringify({ logGroup: query.logGroup, events: lines }));
    const context = {
      ...{ each: false, lines: how, payload: answer, seed: 0, seen: new Seen() },
      ...{ refuse: () => {}, isRepeated: () => false },
    };
    const refuse = (at: JsonValue, message: string): void => this.#refuse(at, message);
    const found = [...eventsInLogs(JsonValue.of(answer), refuse, context)];
    for (const event of found) this.#events.push(this.#redactor?.redact(event) ?? event);
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
    const staged = this.#store.stage();
    try {
      if (this.#events.length > 0) staged.append(this.#events);
      const { where } = this.#options;
      const firstPlace = this.#progress.recordCount - this.#events.length;
      if (where) retain(this.#db, staged, where, firstPlace);
      this.#name(staged, this.#source(untilMs, endMs));
    } catch (error) {
      this.#store.discard(staged);
      throw explainDatabaseError(error, this.#db.name);
    }
    this.#stored += staged.totals.recordCount;
    this.#sinceMs = untilMs;
    this.#events = [];
    this.#skipped = 0;
  }

  /** Publishes what is staged; however many parts there are, the recording has one list of what was redacted. */
  #name(staged: StagedRecording, source: string): void {
    const { name, redaction } = this.#options;
    const importedAtMs = Date.now();
    const { recordCount } = staged.totals;
    const part = { source, importedAtMs, recordCount, skippedCount: this.#skipped };
    const counts = this.#redactor?.takeCounts();
    if (this.#redacted && counts) this.#redacted = addCounts(this.#redacted, counts);
    const redacted = this.#redacted;
    if (this.#place === undefined) {
      this.#store.publish(staged, name, this.#mode, {
        ...part,
        ...(redaction &&
          redacted && { redactions: [appliedRedaction(redaction, redacted, importedAtMs)] }),
      });
      const { id } = this.#store.find(name);
      this.#place = { id, position: lastRedaction(this.#db, id) };
      this.#mode = 'append';
      return;
    }
    const { id, position } = this.#place;
    this.#db
      .transaction(() => {
        this.#store.publish(staged, name, this.#mode, part);
        if (redacted) updateRedaction(this.#db, id, position, redacted);
      })
      .immediate();
  }

  #source(untilMs: number, endMs?: number): string {
    const { query } = this.#options;
    return formatLogSource({
      ...query,
      sinceMs: this.#sinceMs,
      untilMs,
      ...defined({ endMs }),
    });
  }
}

function timeOf({ timestamp }: LogPage[number]): number {
  return timestamp ?? 0;
}
