import { EventBook } from '../measure/event-book.js';
import type { LatencyHistogram } from '../measure/histogram.js';
import { cutEvents, judgedByStored } from './event-windows.js';
import { type EventSteps, eventPercentiles } from './findings.js';
import type { FollowStore } from './follow-store.js';

/**
 * How a run's events went over time, by when each should have been sent, in steps of so many seconds.
 * Reads the events once, one step's books at a time.
 */
export function eventSteps(store: FollowStore, stepS: number): EventSteps {
  const endS = Math.ceil((store.lastIntendedS() ?? 0) / stepS) * stepS;
  const steps: EventSteps['steps'] = [];
  for (const { fromS, events } of cutEvents(store, [0, endS], stepS, judgedByStored(store))) {
    const book = new EventBook();
    for (const each of events) if (each) book.merge(each);
    const { accepted, ends } = book.counts;
    if (accepted === 0) continue;
    const times = { queueUs: percentilesOf(book.queue), endToEndUs: percentilesOf(book.endToEnd) };
    steps.push({ startS: fromS, accepted, ends, ...times });
  }
  return { stepS, steps };
}

function percentilesOf(histogram: LatencyHistogram): number[] | null {
  if (histogram.count === 0) return null;
  return eventPercentiles.map((percentile) => histogram.percentileUs(percentile));
}
