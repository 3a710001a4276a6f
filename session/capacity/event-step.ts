import { attemptsIn } from '../../core/follow/attempts.js';
import { judgedByStored } from '../../core/follow/event-windows.js';
import type { FollowStore } from '../../core/follow/follow-store.js';
import { judgeEvent } from '../../core/follow/judge-event.js';
import { EventBook } from '../../core/measure/event-book.js';
import { EventSeconds } from './event-seconds.js';
import type { StepSecond } from './step-seconds.js';

/** What became of a step's events. */
export interface EventStep {
  /** Of those that should have been sent in the measured part. */
  book: EventBook;
  /** Of the whole step, and of the time in which its backlog was served. */
  seconds: StepSecond[];
}

/** Reads what became of a step's events, once; `fromS` and `toS` are the measured part. */
export function eventStep(store: FollowStore, fromS: number, toS: number): EventStep {
  const judgedBy = judgedByStored(store);
  const book = new EventBook();
  const seconds = new EventSeconds();
  const secondsOf = (ms: number): number => (ms - store.startMs) / 1000;
  for (const event of store.events()) {
    const { policy, witnesses } = judgedBy(event.workload);
    const judged = judgeEvent(event, policy, witnesses);
    const sentS = secondsOf(event.intendedMs);
    if (sentS >= fromS && sentS < toS) book.add(judged);
    const attempts = attemptsIn(event.facts).map(({ startMs, endMs }) => ({
      startS: secondsOf(startMs),
      ...(endMs !== undefined && { endS: secondsOf(endMs) }),
    }));
    const { endToEndUs } = judged;
    seconds.add({ sentS, attempts, ...(endToEndUs !== undefined && { endToEndUs }) });
  }
  return { book, seconds: seconds.all() };
}
