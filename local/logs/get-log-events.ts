import { flagOf, integerOf, type Members, textOf } from '../aws-json/members.js';
import type { LogEvent, LogGroup, LogStore } from './log-store.js';
import { groupOf, invalidToken, limitOf, streamOf } from './members.js';
import type { LogOperation } from './operation.js';

/** Amazon CloudWatch Logs API reference, GetLogEvents. */
const maxPageEvents = 10_000;

/** From where on, and in which direction. */
interface Place {
  direction: 'f' | 'b';
  /** Events after this one (`f`), or before it (`b`). */
  seq: number;
}

/** Events of one stream, forward or backward; the end of it gives the same token again. */
export const getLogEvents: LogOperation = ({ input }, store) => {
  const group = groupOf(input, store);
  const limit = limitOf(input, maxPageEvents);
  const place = placeOf(input);
  const all = eventsOf(input, group, store);
  const page = place.direction === 'f' ? headOf(all, place, limit) : tailOf(all, place, limit);
  const first = page[0]?.seq ?? (place.direction === 'f' ? place.seq + 1 : place.seq);
  const last = page.at(-1)?.seq ?? (place.direction === 'f' ? place.seq : place.seq - 1);
  return {
    events: page.map(({ atMs, message, readableMs }) => ({
      timestamp: atMs,
      message,
      ingestionTime: readableMs,
    })),
    nextForwardToken: `f/${last}/s`,
    nextBackwardToken: `b/${first}/s`,
  };
};

function eventsOf(input: Members, group: LogGroup, { clock }: LogStore): LogEvent[] {
  const wanted = streamOf(input, group);
  const startMs = integerOf(input, 'startTime') ?? 0;
  // Exclusive here, and inclusive in FilterLogEvents.
  const endMs = integerOf(input, 'endTime') ?? Number.POSITIVE_INFINITY;
  const nowMs = clock.epochMs();
  const found: LogEvent[] = [];
  for (let at = 0; at < group.events.length; at++) {
    const event = group.events.at(at);
    if (event?.stream !== wanted || event.readableMs > nowMs) continue;
    if (event.atMs >= startMs && event.atMs < endMs) found.push(event);
  }
  return found;
}

function headOf(all: readonly LogEvent[], { seq }: Place, limit: number): LogEvent[] {
  return all.filter((event) => event.seq > seq).slice(0, limit);
}

function tailOf(all: readonly LogEvent[], { seq }: Place, limit: number): LogEvent[] {
  return all.filter((event) => event.seq < seq).slice(-limit);
}

function placeOf(input: Members): Place {
  const token = textOf(input, 'nextToken');
  if (token === undefined) {
    return flagOf(input, 'startFromHead')
      ? { direction: 'f', seq: -1 }
      : { direction: 'b', seq: Number.MAX_SAFE_INTEGER };
  }
  const match = /^([fb])\/(-?\d+)\/s$/.exec(token);
  if (match === null) throw invalidToken();
  return { direction: match[1] === 'f' ? 'f' : 'b', seq: Number(match[2]) };
}
