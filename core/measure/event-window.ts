import type { EventBook } from './event-book.js';

/** What became of the events of each workload, in their order; null where they were not followed. */
export type EventsByWorkload = readonly (EventBook | null | undefined)[];

/** What became of the events that should have been sent in a stretch of the run, in seconds. */
export interface EventWindow {
  fromS: number;
  toS: number;
  events: EventsByWorkload;
}
