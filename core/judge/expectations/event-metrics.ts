import { type EventBook, type EventEnd, eventEnds } from '../../measure/event-book.js';
import type { LatencyHistogram } from '../../measure/histogram.js';
import type { Metric, Observation } from '../metric.js';

/** Times of events, of which statistics are taken. */
export const eventTimes: Record<string, (events: EventBook) => LatencyHistogram> = {
  'async.queue': ({ queue }) => queue,
  'async.endToEnd': ({ endToEnd }) => endToEnd,
  'async.duration': ({ duration }) => duration,
};

/** Counts of events, each with as much as it may still become. */
export const eventScalars: Record<string, Metric> = Object.fromEntries(
  [
    ...eventEnds.map((end) => countOf(end, ({ counts }) => counts.ends[end], canGrow(end))),
    countOf('duplicates', ({ counts }) => counts.duplicates, true),
    attemptsMax(),
  ].map((metric) => [metric.name, metric]),
);

/** What is undecided may become any end but those that say that it is undecided. */
function canGrow(end: EventEnd): boolean {
  return end !== 'pending' && end !== 'unknown';
}

function countOf(name: string, count: (events: EventBook) => number, grows: boolean): Metric {
  return ofEvents(`async.${name}`, 'count', (events) => {
    const { accepted } = events.counts;
    const value = count(events);
    const undecided = grows ? events.undecided : 0;
    return { value, whole: accepted, ...rangeOf(undecided, value + undecided) };
  });
}

function attemptsMax(): Metric {
  return ofEvents('async.attempts.max', 'attempts', (events) => {
    const { maxAttempts, attemptsUnknown } = events.counts;
    const undecided = Math.max(events.undecided, attemptsUnknown);
    return { value: maxAttempts, ...rangeOf(undecided, Number.POSITIVE_INFINITY) };
  });
}

/**
 * A statistic of times, of the events that have one. The undecided may have taken any time: of a
 * percentile it is the range between none of them slower than all others and all of them.
 */
export function withUndecided(
  name: string,
  times: (events: EventBook) => LatencyHistogram,
  take: (histogram: LatencyHistogram) => number,
  percentile: number | undefined,
): Metric {
  const metric = ofEvents(name, 'time', (events) => {
    const histogram = times(events);
    if (histogram.count === 0) return undefined;
    const value = take(histogram);
    const most = atMost(histogram, events.undecided, percentile);
    return { value, histogram, ...rangeOf(events.undecided, most) };
  });
  return percentile !== undefined && percentile < 100 ? { ...metric, percentile } : metric;
}

function atMost(histogram: LatencyHistogram, undecided: number, percentile = 100): number {
  const { count } = histogram;
  const place = Math.ceil((percentile / 100) * (count + undecided) - 1e-9);
  return place > count ? Number.POSITIVE_INFINITY : histogram.percentileUs((100 * place) / count);
}

function rangeOf(undecided: number, most: number): Pick<Observation, 'most' | 'undecided'> {
  return undecided === 0 ? {} : { undecided, most };
}

function ofEvents(
  name: string,
  dimension: Metric['dimension'],
  read: (events: EventBook) => Observation | undefined,
): Metric {
  return {
    ...{ name, dimension, missing: 'notFollowed', isOfEvents: true },
    read: ({ events }) =>
      events === undefined || events.counts.accepted === 0 ? undefined : read(events),
  };
}
