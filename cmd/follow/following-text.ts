import type { EventBook } from '../../core/measure/event-book.js';
import { formatCount } from '../../core/quantity/format.js';

/** How far the following of events is: `Following events: 120 of 1,000 have no end yet.` */
function followingText({ counts }: EventBook): string {
  const events = counts.open === 1 ? 'has' : 'have';
  return `Following events: ${formatCount(counts.open)} of ${formatCount(counts.accepted)} ${events} no end yet.`;
}

/** Tells how far it is, at most every five seconds. */
export function tellsFollowing(tell: (text: string) => void): (total: EventBook) => void {
  let nextMs = 0;
  return (total) => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + 5000;
    tell(followingText(total));
  };
}
