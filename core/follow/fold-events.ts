import { EventBook } from '../measure/event-book.js';
import { idText } from './event-id.js';
import type { WorstEvent } from './findings.js';
import { type FollowedEvent, type JudgedEvent, judgeEvent } from './judge-event.js';
import type { RetryPolicy, Witnesses } from './policy.js';

/** A stored event, with whose it is. */
export interface StoredEvent extends FollowedEvent {
  /** See `idBytes`. */
  id: Buffer;
  workload: number;
}

/** What decides the end of a workload's events. */
export interface JudgedBy {
  policy: RetryPolicy;
  witnesses: Witnesses;
}

/** The books of all events. */
export interface EventBooks {
  total: EventBook;
  workloads: Map<number, EventBook>;
  versions: Map<string, EventBook>;
  worst: WorstEvent[];
}

const worstKept = 10;

/**
 * Enters every event into the books, once. Memory does not grow with their number. `judgedBy` gives
 * what decides the ends of a workload.
 */
export function foldEvents(
  events: Iterable<StoredEvent>,
  judgedBy: (workload: number) => JudgedBy,
): EventBooks {
  const books: EventBooks = {
    ...{ total: new EventBook(), workloads: new Map(), versions: new Map(), worst: [] },
  };
  for (const event of events) {
    const { policy, witnesses } = judgedBy(event.workload);
    const judged = judgeEvent(event, policy, witnesses);
    books.total.add(judged);
    bookIn(books.workloads, event.workload).add(judged);
    if (judged.version !== undefined) bookIn(books.versions, judged.version).add(judged);
    keepWorst(books.worst, event, judged);
  }
  return books;
}

function bookIn<Key>(books: Map<Key, EventBook>, key: Key): EventBook {
  const known = books.get(key);
  if (known !== undefined) return known;
  const book = new EventBook();
  books.set(key, book);
  return book;
}

/** Those that did not end well come first, then those that took longest; of equals the earlier. */
function keepWorst(worst: WorstEvent[], event: StoredEvent, judged: JudgedEvent): void {
  const least = worst.length === worstKept ? worst.at(-1) : undefined;
  // Most are nothing to keep, and nothing is made of them.
  if (least && judged.end === 'completed' && tookUs(judged) < tookUs(least)) return;
  const entry: WorstEvent = {
    ...{ requestId: idText(event.id), workload: event.workload, end: judged.end },
    intendedMs: event.intendedMs,
    attempts: judged.attempts ?? null,
    queueUs: judged.queueUs ?? null,
    endToEndUs: judged.endToEndUs ?? null,
  };
  const last = worst.at(-1);
  if (worst.length === worstKept && last !== undefined && compare(last, entry) <= 0) return;
  worst.push(entry);
  worst.sort(compare);
  worst.length = Math.min(worst.length, worstKept);
}

function tookUs({
  endToEndUs,
  queueUs,
}: Partial<Pick<WorstEvent, 'endToEndUs' | 'queueUs'>>): number {
  return endToEndUs ?? queueUs ?? 0;
}

function compare(a: WorstEvent, b: WorstEvent): number {
  const isBad = ({ end }: WorstEvent): number => (end === 'completed' ? 0 : 1);
  return (
    isBad(b) - isBad(a) ||
    tookUs(b) - tookUs(a) ||
    a.intendedMs - b.intendedMs ||
    (a.requestId < b.requestId ? -1 : 1)
  );
}
