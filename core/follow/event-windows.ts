import { EventBook } from '../measure/event-book.js';
import type { EventWindow } from '../measure/event-window.js';
import type { JudgedBy, StoredEvent } from './fold-events.js';
import type { FollowStore } from './follow-store.js';
import { judgeEvent } from './judge-event.js';
import { judgedByOf } from './judged-by.js';
import type { ReaderState } from './readers/reader.js';

/**
 * Cuts a run's events into windows of whole seconds, by when each should have been sent. As the windows
 * of the run's own seconds: where the load does not end with one, the last is moved back to end with the
 * load. Holds one window's books at a time; nothing may be written meanwhile.
 */
export function* eventWindows(store: FollowStore, lengthS: number): IterableIterator<EventWindow> {
  const endS = store.lastIntendedS();
  if (endS === undefined) return;
  const judgedBy = judgedByStored(store);
  const wholeS = Math.floor(endS / lengthS) * lengthS;
  yield* cutEvents(store, [0, wholeS], lengthS, judgedBy);
  if (wholeS === endS) return;
  const fromS = Math.max(0, endS - lengthS);
  yield* cutEvents(store, [fromS, endS], endS - fromS, judgedBy);
}

/** What decides ends as far as the sources were read when it was last looked. */
export function judgedByStored({
  settings,
  progress,
}: FollowStore): (workload: number) => JudgedBy {
  const states = (progress.readers ?? {}) as Record<string, ReaderState>;
  return judgedByOf(settings, (source) => states[source]?.completeMs);
}

/** The windows of a stretch that is a whole number of them, also those without an event. */
export function* cutEvents(
  store: FollowStore,
  [beginS, endS]: readonly [number, number],
  lengthS: number,
  judgedBy: (workload: number) => JudgedBy,
): IterableIterator<EventWindow> {
  let window = emptyWindow(beginS, lengthS);
  for (const event of store.eventsInOrder(beginS, endS)) {
    const atS = (event.intendedMs - store.startMs) / 1000;
    while (atS >= window.toS && window.toS < endS) {
      yield window;
      window = emptyWindow(window.toS, lengthS);
    }
    enter(window, event, judgedBy(event.workload));
  }
  for (; window.fromS < endS; window = emptyWindow(window.toS, lengthS)) yield window;
}

interface OpenWindow extends EventWindow {
  events: (EventBook | null)[];
}

function emptyWindow(fromS: number, lengthS: number): OpenWindow {
  return { fromS, toS: fromS + lengthS, events: [] };
}

function enter({ events }: OpenWindow, event: StoredEvent, { policy, witnesses }: JudgedBy): void {
  while (events.length <= event.workload) events.push(null);
  const book = events[event.workload] ?? new EventBook();
  book.add(judgeEvent(event, policy, witnesses));
  events[event.workload] = book;
}
