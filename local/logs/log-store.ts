import type { LocalClock } from '../clock.js';
import { Fifo } from '../fifo.js';

/** One line of a log, or one record of several: what PutLogEvents would get. */
export interface LogEvent {
  /** Counts the events of all groups. */
  readonly seq: number;
  /** Milliseconds since 1970; never less than the event's before it in the group. */
  readonly atMs: number;
  /** When it can be read; milliseconds since 1970. */
  readonly readableMs: number;
  readonly stream: LogStream;
  readonly message: string;
}

/** One log stream: the log of one execution environment. Gone when its last event is dropped. */
export interface LogStream {
  readonly name: string;
  readonly createdMs: number;
  firstMs: number;
  lastMs: number;
  /** Events of it that are kept. */
  kept: number;
}

/** One log group: the log of one function. */
export interface LogGroup {
  readonly name: string;
  readonly createdMs: number;
  /** In order of time. */
  readonly events: Fifo<LogEvent>;
  readonly streams: Map<string, LogStream>;
  bytes: number;
}

/** How much a store keeps before it drops the oldest events. */
export interface LogBounds {
  events: number;
  bytes: number;
}

const defaultBounds: LogBounds = { events: 200_000, bytes: 64 * 1024 * 1024 };

/** What CloudWatch Logs counts for an event beside its message (Amazon CloudWatch Logs API reference, PutLogEvents). */
const overheadBytes = 26;

/** The log groups of one account and region, bounded over all of them. */
export class LogStore {
  readonly groups = new Map<string, LogGroup>();
  /** Events that were left out to make room. */
  dropped = 0;
  /** Events that were ever written. */
  written = 0;
  readonly clock: LocalClock;
  readonly #bounds: LogBounds;
  /** How long the next event takes until it can be read, in milliseconds. */
  readonly #drawLagMs: (() => number) | undefined;
  #kept = 0;
  #bytes = 0;

  constructor(clock: LocalClock, maxEvents = defaultBounds.events, drawLagMs?: () => number) {
    this.clock = clock;
    this.#bounds = { ...defaultBounds, events: maxEvents };
    this.#drawLagMs = drawLagMs;
  }

  /** Whether it keeps anything at all. */
  get isOpen(): boolean {
    return this.#bounds.events > 0;
  }

  /** Writes one event; group and stream are there from their first on. */
  append(groupName: string, streamName: string, message: string): void {
    if (message === '' || !this.isOpen) return;
    const nowMs = Math.floor(this.clock.epochMs());
    const group = this.#group(groupName, nowMs);
    // The machine's time may be set back; the order of a log may not.
    const last = group.events.at(group.events.length - 1);
    const atMs = Math.max(nowMs, last?.atMs ?? 0);
    const stream = streamIn(group, streamName, atMs);
    stream.lastMs = atMs;
    stream.kept++;
    const readableMs = atMs + Math.ceil(this.#drawLagMs?.() ?? 0);
    group.events.push({ seq: this.written++, atMs, readableMs, stream, message });
    this.#count(group, message, 1);
    while (this.#kept > this.#bounds.events || this.#bytes > this.#bounds.bytes) this.#drop();
  }

  #group(name: string, nowMs: number): LogGroup {
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group: LogGroup = {
      ...{ name, createdMs: nowMs, bytes: 0 },
      ...{ events: new Fifo<LogEvent>(), streams: new Map<string, LogStream>() },
    };
    this.groups.set(name, group);
    return group;
  }

  /** Leaves out the oldest event of all. */
  #drop(): void {
    let oldest: LogGroup | undefined;
    let seq = Number.POSITIVE_INFINITY;
    for (const group of this.groups.values()) {
      const first = group.events.at(0)?.seq ?? Number.POSITIVE_INFINITY;
      if (first < seq) [oldest, seq] = [group, first];
    }
    const event = oldest?.events.shift();
    if (oldest === undefined || event === undefined) return;
    this.dropped++;
    this.#count(oldest, event.message, -1);
    if (--event.stream.kept === 0) oldest.streams.delete(event.stream.name);
  }

  #count(group: LogGroup, message: string, sign: 1 | -1): void {
    const bytes = sign * (message.length + overheadBytes);
    this.#kept += sign;
    this.#bytes += bytes;
    group.bytes += bytes;
  }
}

function streamIn(group: LogGroup, name: string, atMs: number): LogStream {
  const known = group.streams.get(name);
  if (known !== undefined) return known;
  const stream = { name, createdMs: atMs, firstMs: atMs, lastMs: atMs, kept: 0 };
  group.streams.set(name, stream);
  return stream;
}

/** The name of a function's log group. */
export function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}
