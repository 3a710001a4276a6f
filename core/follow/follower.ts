import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../base/errors.js';
import type { EventBook, EventBookData } from '../measure/event-book.js';
import type { FollowFindings, WitnessReport } from './findings.js';
import { type EventBooks, foldEvents } from './fold-events.js';
import type { FollowStore } from './follow-store.js';
import { judgedByOf } from './judged-by.js';
import type { Reader } from './readers/reader.js';

/** What a follower is told, and whom it tells. */
export interface FollowControl {
  /** Aborted: ends after what is being read, with what is known then. */
  stop: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  nowMs: () => number;
  /** Whether no more has to be read, although some ends may still change; absent: only when none can. */
  isEnough?: (total: EventBook) => boolean;
  /** After each reading. */
  onProgress?: (total: EventBook) => void;
  /** What could not be read, once each. */
  onNote?: (text: string) => void;
}

/** A fold over all events may take so much of the time between two readings. */
const foldShare = 4;

/**
 * Asks the witnesses again and again what became of a run's events, until each has an end or the time
 * is over. All that it learns is in the store, so that another process can go on.
 */
export class Follower {
  readonly #store: FollowStore;
  readonly #readers: ReadonlyMap<string, Reader>;
  readonly #control: FollowControl;
  readonly #problems = new Map<string, string>();

  /** `readers` by their sources. */
  constructor(store: FollowStore, readers: ReadonlyMap<string, Reader>, control: FollowControl) {
    this.#store = store;
    this.#readers = readers;
    this.#control = control;
  }

  /** Follows until `deadlineMs`; at least one reading of everything is made. */
  async follow(deadlineMs: number): Promise<FollowFindings> {
    const { stop, nowMs, isEnough = () => false } = this.#control;
    const { pollMs } = this.#store.settings;
    try {
      for (;;) {
        const isLast = nowMs() >= deadlineMs || stop.aborted;
        await this.#readAll(isLast);
        const beganMs = performance.now();
        const books = this.#fold();
        const isOver = books.total.counts.open === 0 || isEnough(books.total);
        // What came late may still be a second success, or undo what seemed to be lost.
        if (isOver && !isLast) await this.#readAll(true);
        if (isOver || isLast) return this.#finish(isOver && !isLast ? this.#fold() : books);
        this.#control.onProgress?.(books.total);
        const restMs = Math.max(pollMs, foldShare * (performance.now() - beganMs));
        await pause(Math.min(restMs, Math.max(0, deadlineMs - nowMs())), stop);
      }
    } finally {
      for (const reader of this.#readers.values()) await reader.close().catch(() => {});
    }
  }

  /** A witness that cannot be read is not asked again; what it told counts. */
  async #readAll(isLast: boolean): Promise<void> {
    for (const [source, reader] of this.#readers) {
      if (this.#problems.has(source)) continue;
      try {
        await reader.read(isLast);
      } catch (error) {
        const problem = messageOf(error);
        this.#problems.set(source, problem);
        this.#control.onNote?.(`${problem} It is not asked again.`);
      }
    }
    const states = [...this.#readers].map(([source, { state }]) => [source, state]);
    this.#store.keepProgress({ readers: Object.fromEntries(states) });
  }

  #fold(): EventBooks {
    const completeMs = (source: string) => this.#readers.get(source)?.state.completeMs;
    return foldEvents(this.#store.events(), judgedByOf(this.#store.settings, completeMs));
  }

  #finish({ total, workloads, versions, worst }: EventBooks): FollowFindings {
    const { stop, nowMs, isEnough } = this.#control;
    const { functions, sample, clockOffset } = this.#store.settings;
    const last = Math.max(-1, ...functions.flatMap((each) => each.workloads));
    const isComplete = total.counts.open === 0;
    const findings: FollowFindings = {
      status: isComplete
        ? 'complete'
        : stop.aborted
          ? 'stopped'
          : isEnough?.(total)
            ? 'enough'
            : 'deadline',
      endedAtMs: nowMs(),
      total: total.toData(),
      workloads: Array.from({ length: last + 1 }, (_, i) => workloads.get(i)?.toData() ?? null),
      versions: Object.fromEntries(
        [...versions].map(([name, book]): [string, EventBookData] => [name, book.toData()]),
      ),
      witnesses: this.#reports(),
      ...{ worst, sample },
      ...(clockOffset && { clockOffset }),
    };
    this.#store.keepFindings(findings);
    return findings;
  }

  /** Each source once for each of its parts, whichever function it is of. */
  #reports(): WitnessReport[] {
    const parts = this.#store.settings.functions.flatMap(
      ({ logs, success, failure, deadLetters }) =>
        Object.entries({ logs: logs?.group, success, failure, deadLetters }),
    );
    const named = new Map(
      parts.flatMap(([witness, source]) =>
        source === undefined ? [] : [[`${witness} ${source}`, { witness, source }] as const],
      ),
    );
    return [...named.values()].flatMap(({ witness, source }) => {
      const reader = this.#readers.get(source);
      if (!reader) return [];
      const { completeMs, read, foreign, requests } = reader.state;
      const problem = this.#problems.get(source);
      return {
        ...{ witness: witness as WitnessReport['witness'], source },
        ...{ completeMs, read, foreign, requests },
        ...(problem !== undefined && { problem }),
      };
    });
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => {});
}
