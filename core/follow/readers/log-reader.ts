import type { ServiceOptions } from '../../recording/aws/client-options.js';
import { type LogPage, logPages } from '../../recording/aws/log-pages.js';
import { evidenceInLog, logFilters } from '../log-evidence.js';
import type { FollowedLog } from '../settings.js';
import { type Reader, type ReaderContext, type ReaderState, unread } from './reader.js';

/** What is read of a log. */
export interface LogReading extends Pick<FollowedLog, 'group' | 'format'> {
  /** The first event was sent no earlier; milliseconds since the Unix epoch. */
  sinceMs: number;
}

/** Of a page's ten thousand lines: so that what is read of them is soon forgotten. */
const learntAtOnce = 1000;

/** So much of a log is read again, in lags: lines come late, and in no order. */
const overlapLags = 4;

/**
 * Reads a function's log, with FilterLogEvents at the pace of its quota. Each reading goes on a little
 * before where the last one ended; the last one of all begins at the beginning.
 */
export class LogReader implements Reader {
  readonly source: string;
  readonly state: ReaderState;
  readonly #reading: LogReading;
  readonly #context: ReaderContext;
  readonly #services: ServiceOptions;

  constructor(
    reading: LogReading,
    context: ReaderContext,
    services: ServiceOptions,
    state: ReaderState = unread(),
  ) {
    this.source = reading.group;
    this.state = state;
    this.#reading = reading;
    this.#context = context;
    this.#services = services;
  }

  async read(isLast: boolean): Promise<void> {
    const { stop, lagMs, nowMs } = this.#context;
    const { group, format, sinceMs } = this.#reading;
    const untilMs = nowMs();
    const from = isLast ? sinceMs : (this.state.reachedMs ?? sinceMs) - overlapLags * lagMs;
    const query = {
      logGroup: group,
      sinceMs: Math.max(sinceMs, from),
      untilMs,
      filter: logFilters[format],
    };
    try {
      for await (const page of logPages(query, this.#services, stop)) this.#take(page);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    if (stop.aborted) return;
    this.state.reachedMs = untilMs;
    this.state.completeMs = untilMs - lagMs;
  }

  async close(): Promise<void> {}

  #take(page: LogPage): void {
    const { state } = this;
    state.requests++;
    state.read += page.length;
    for (let from = 0; from < page.length; from += learntAtOnce) {
      const lines = page.slice(from, from + learntAtOnce);
      state.foreign += this.#context.learn(lines.flatMap((line) => evidenceInLog(line) ?? []));
    }
  }
}

/** The group is made with the first line: a function that has never run has none. */
function isMissing(error: unknown): boolean {
  const { cause } = error as { cause?: { name?: string } };
  return cause?.name === 'ResourceNotFoundException';
}
