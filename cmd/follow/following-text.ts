import type { EventBook } from '../../core/measure/event-book.js';
import { formatCount } from '../../core/quantity/format.js';
import { nowAndThen } from '../now-and-then.js';

/** How far the following of events is: `Following events: 120 of 1,000 have no end yet.` */
function followingText({ counts }: EventBook): string {
  const events = counts.open === 1 ? 'has' : 'have';
  return `Following events: ${formatCount(counts.open)} of ${formatCount(counts.accepted)} ${events} no end yet.`;
}

/** Tells how far it is, now and then. */
export function tellsFollowing(tell: (text: string) => void): (total: EventBook) => void {
  return nowAndThen(tell, followingText);
}
