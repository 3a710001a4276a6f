import type { EventBook } from '../../measure/event-book.js';
import type { Share } from '../statistics/proportions.js';
import type { VerdictLimit } from './comparison.js';

/** What became of a side's events; absent where it was not followed. */
export type SideEvents = EventBook | undefined;

/** Why what became of two sides' events says nothing of which is worse; undefined where it does. */
export function eventsOpenFor(old: SideEvents, now: SideEvents): VerdictLimit | undefined {
  if (!old || !now) return 'notFollowed';
  return old.undecided + now.undecided > 0 ? 'undecidedEvents' : undefined;
}

/** Of the events whose end is known, those that ended otherwise than completed. */
export function failedEvents(events: SideEvents): Share {
  if (!events) return { count: 0, of: 0 };
  const of = events.counts.accepted - events.undecided;
  return { count: of - events.counts.ends.completed, of };
}
