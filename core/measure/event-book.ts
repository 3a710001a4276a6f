import { type ExactMoments, LatencyHistogram } from './histogram.js';

/** What became of an accepted event; each has exactly one of these. */
export const eventEnds = [
  /** Ran to success, at least once. */
  'completed',
  /** Failed in every attempt that it had. */
  'failed',
  /** Was given up for its age. */
  'expired',
  /** Was given up at once, since the function's reserved concurrency is 0. */
  'discarded',
  /** Had not ended when it was no longer waited for. */
  'pending',
  /** Is gone: it never ran and was never given up, and can no longer be in the queue. */
  'lost',
  /** None of those who were asked can tell. */
  'unknown',
] as const;

/** What became of an accepted event. */
export type EventEnd = (typeof eventEnds)[number];

/** Why nobody knows what became of an event. */
export type UnknownReason =
  /** Its acceptance carried no request id. */
  | 'noRequestId'
  /** A success leaves no trace where it was looked for. */
  | 'successNotTold'
  /** It has no record: it is lost, or its record could not be delivered. */
  | 'noRecord'
  /** It never ran: whether it was given up or is lost, the log does not tell. */
  | 'neverRan'
  /** It was not tried again: whether it was given up or is lost, the log does not tell. */
  | 'notRetried'
  /** An attempt began whose end was not logged in its time. */
  | 'endNotLogged'
  /** The log does not say whether its last attempt failed. */
  | 'resultNotLogged';

/** One event, as a book counts it. */
export interface EndedEvent {
  end: EventEnd;
  /** With the end `unknown`. */
  why?: UnknownReason;
  /** Whether more reading may still change its end. */
  isOpen: boolean;
  /** How often it ran; absent where that is not known. */
  attempts?: number;
  /** How often it ran to success, as far as is known. */
  successes: number;
  isDeadLettered: boolean;
  /** A destination should have its record, was read after that, and has none. */
  isUndelivered: boolean;
  /** From the intended send to the start of the first attempt. */
  queueUs?: number;
  /** From the intended send to the end of the first successful attempt. */
  endToEndUs?: number;
  /** Of the attempts whose report was seen. */
  reports: readonly {
    durationMs: number;
    billedMs: number;
    memoryMb: number;
    initMs?: number;
  }[];
}

/** The counts of a book, as they are stored and shown. */
export interface EventCounts {
  accepted: number;
  ends: Record<EventEnd, number>;
  why: Partial<Record<UnknownReason, number>>;
  /** Events by the number of their attempts: none, 1, 2, 3, more. */
  attempts: [number, number, number, number, number];
  attemptsUnknown: number;
  maxAttempts: number;
  /** Events that ran to success more than once. */
  duplicates: number;
  /** Given up without a single attempt: throttled to the end. */
  throttledOut: number;
  deadLettered: number;
  undelivered: number;
  /** Ends that more reading may still change. */
  open: number;
  reports: number;
  coldStarts: number;
  billedMs: number;
  /** Billed milliseconds × memory in MB. */
  billedMbMs: number;
}

/** A histogram in HdrHistogram's V2 encoding, with what that does not know; null when empty. */
type EncodedHistogram = ({ hdr: string } & ExactMoments) | null;

/** A book as plain data, ready for JSON. */
export interface EventBookData extends EventCounts {
  queue: EncodedHistogram;
  endToEnd: EncodedHistogram;
  duration: EncodedHistogram;
}

/**
 * The second book of a run: what became of the events that were accepted. It counts each of them, one
 * by one, so that it can be held against the first book; nothing in it is a remainder. Merges.
 */
export class EventBook {
  readonly counts: EventCounts = noEvents();
  readonly queue = new LatencyHistogram();
  readonly endToEnd = new LatencyHistogram();
  /** Of each attempt. */
  readonly duration = new LatencyHistogram();

  /** Enters one event. */
  add(event: EndedEvent): void {
    const { counts } = this;
    counts.accepted++;
    counts.ends[event.end]++;
    if (event.why !== undefined) counts.why[event.why] = (counts.why[event.why] ?? 0) + 1;
    if (event.isOpen) counts.open++;
    if (event.successes > 1) counts.duplicates++;
    if (event.isDeadLettered) counts.deadLettered++;
    if (event.isUndelivered) counts.undelivered++;
    this.#addAttempts(event);
    if (event.queueUs !== undefined) this.queue.record(event.queueUs);
    if (event.endToEndUs !== undefined) this.endToEnd.record(event.endToEndUs);
  }

  /** Adds what another book counts. */
  merge(other: EventBook): void {
    const { counts } = this;
    const more = other.counts;
    for (const end of eventEnds) counts.ends[end] += more.ends[end];
    for (const [why, count] of Object.entries(more.why) as [UnknownReason, number][]) {
      counts.why[why] = (counts.why[why] ?? 0) + count;
    }
    more.attempts.forEach((count, i) => {
      counts.attempts[i as 0 | 1 | 2 | 3 | 4] += count;
    });
    counts.maxAttempts = Math.max(counts.maxAttempts, more.maxAttempts);
    for (const name of summed) counts[name] += more[name];
    this.queue.add(other.queue);
    this.endToEnd.add(other.endToEnd);
    this.duration.add(other.duration);
  }

  /** Events of which nobody knows yet, or will, what became of them. */
  get undecided(): number {
    return this.counts.ends.pending + this.counts.ends.unknown;
  }

  #addAttempts({ attempts, end, reports }: EndedEvent): void {
    const { counts } = this;
    if (attempts === undefined) counts.attemptsUnknown++;
    else {
      counts.attempts[Math.min(attempts, 4) as 0 | 1 | 2 | 3 | 4]++;
      counts.maxAttempts = Math.max(counts.maxAttempts, attempts);
      if (attempts === 0 && (end === 'expired' || end === 'discarded')) counts.throttledOut++;
    }
    for (const { durationMs, billedMs, memoryMb, initMs } of reports) {
      this.duration.record(durationMs * 1000);
      counts.reports++;
      if (initMs !== undefined) counts.coldStarts++;
      counts.billedMs += billedMs;
      counts.billedMbMs += billedMs * memoryMb;
    }
  }

  /** Whether every event that it was given has one of its ends, as its own tallies have it. */
  get isBalanced(): boolean {
    const { accepted, ends, attempts, attemptsUnknown, why } = this.counts;
    const byEnd = sum(Object.values(ends));
    return (
      byEnd === accepted &&
      sum(attempts) + attemptsUnknown === accepted &&
      sum(Object.values(why)) === ends.unknown
    );
  }

  /** What `fromData` takes. */
  toData(): EventBookData {
    const { queue, endToEnd, duration } = this;
    return {
      ...structuredClone(this.counts),
      queue: encoded(queue),
      endToEnd: encoded(endToEnd),
      duration: encoded(duration),
    };
  }

  /** The opposite of `toData`. */
  static fromData({ queue, endToEnd, duration, ...counts }: EventBookData): EventBook {
    const book = new EventBook();
    Object.assign(book.counts, structuredClone(counts));
    book.queue.add(decoded(queue));
    book.endToEnd.add(decoded(endToEnd));
    book.duration.add(decoded(duration));
    return book;
  }
}

function encoded(histogram: LatencyHistogram): EncodedHistogram {
  if (histogram.count === 0) return null;
  return { hdr: histogram.encode(), ...histogram.exactMoments };
}

function decoded(histogram: EncodedHistogram): LatencyHistogram {
  if (histogram === null) return new LatencyHistogram();
  const { hdr, ...exact } = histogram;
  return LatencyHistogram.decode(hdr, exact);
}

/** The counts that add up as they are. */
const summed = [
  ...(['accepted', 'attemptsUnknown', 'duplicates', 'throttledOut', 'deadLettered'] as const),
  ...(['undelivered', 'open', 'reports', 'coldStarts', 'billedMs', 'billedMbMs'] as const),
] as const;

function noEvents(): EventCounts {
  return {
    accepted: 0,
    ends: Object.fromEntries(eventEnds.map((end) => [end, 0])) as Record<EventEnd, number>,
    why: {},
    attempts: [0, 0, 0, 0, 0],
    ...{ attemptsUnknown: 0, maxAttempts: 0, duplicates: 0, throttledOut: 0, deadLettered: 0 },
    ...{ undelivered: 0, open: 0, reports: 0, coldStarts: 0, billedMs: 0, billedMbMs: 0 },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
