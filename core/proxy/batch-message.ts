import type { RecordedEvent } from '../recording/event.js';
import type { LiveBatch } from '../recording/store/live-recording.js';

/**
 * A batch as it is posted to the thread that writes it. All payloads are one block of memory, which
 * changes hands: cloning each would clone the socket's whole buffer that it is a window into.
 */
export interface BatchMessage {
  bytes: Uint8Array<ArrayBuffer>;
  lengths: number[];
  events: Omit<RecordedEvent, 'payload'>[];
  outcomes: LiveBatch['outcomes'];
}

export function packBatch({ events, outcomes }: LiveBatch): BatchMessage {
  const lengths = events.map(({ payload }) => payload.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  const rest = events.map(({ payload, ...event }) => {
    bytes.set(payload, at);
    at += payload.length;
    return event;
  });
  return { bytes, lengths, events: rest, outcomes };
}

export function unpackBatch({ bytes, lengths, events, outcomes }: BatchMessage): LiveBatch {
  let at = 0;
  const whole = events.map((event, index): RecordedEvent => {
    const start = at;
    at += lengths[index] ?? 0;
    return { ...event, payload: bytes.subarray(start, at) };
  });
  return { events: whole, outcomes };
}
