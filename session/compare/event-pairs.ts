import { idBytes } from '../../core/follow/event-id.js';
import { judgedByStored } from '../../core/follow/event-windows.js';
import { type AcceptedEvent, FollowStore } from '../../core/follow/follow-store.js';
import { type JudgedEvent, judgeEvent } from '../../core/follow/judge-event.js';
import type { PairEvents } from '../../core/judge/compare/pair-events.js';
import { PairTable } from '../../core/judge/compare/pair-table.js';
import type { EventEnd } from '../../core/measure/event-book.js';
import type { PairedAnswer } from '../../core/measure/paired-answer.js';
import { beginningToFollow } from '../follow/follow-events.js';
import type { PreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';

/** Answers are taken down together: one transaction each would hold up the sending. */
const atOnce = 500;

type Leg = Pick<PairedAnswer, 'pair' | 'leg' | 'payload'>;

/**
 * The events of a comparison: takes down as they are accepted which leg of which pair each is, and knows at
 * the end how each ended. In memory by their ids, about a hundred bytes for each event.
 */
export class EventPairs implements PairEvents {
  /** Until it is judged, every accepted event is one of which nobody knows how it ended. */
  readonly table: PairTable;
  readonly #legs = new Map<string, Leg>();
  #waiting: AcceptedEvent[] = [];
  #accept: (events: readonly AcceptedEvent[]) => void = () => {};

  constructor(pairs: number, legs: number) {
    this.table = new PairTable(pairs, legs);
  }

  /** The options of the run whose answers it is given. */
  recording(prepared: PreparedRun, asked: RunOptions): RunOptions {
    const { options, accepted } = beginningToFollow(prepared, asked);
    this.#accept = (events) => accepted()?.accept(events);
    return {
      ...options,
      onInterval: (interval) => {
        this.flush();
        asked.onInterval?.(interval);
      },
    };
  }

  /** Takes down an answer: what was not accepted is no event. */
  add({ pair, leg, payload, accepted }: PairedAnswer): void {
    if (!accepted) return;
    const { requestId } = accepted;
    this.table.enter({
      ...{ pair, leg, payload },
      kind: 'aborted',
      start: 'unknown',
      serviceUs: 0,
    });
    if (requestId !== undefined) this.#legs.set(keyOf(idBytes(requestId)), { pair, leg, payload });
    this.#waiting.push({ workload: leg, requestId, ...accepted });
    if (this.#waiting.length >= atOnce) this.flush();
  }

  /** Stores what was taken down. */
  flush(): void {
    this.#accept(this.#waiting);
    this.#waiting = [];
  }

  /** Enters how the events of a run ended, as far as it is known. */
  judge({ database }: Pick<PreparedRun, 'database'>, runId: string): void {
    const store = FollowStore.of(database, runId);
    if (!store) return;
    const judgedBy = judgedByStored(store);
    for (const event of store.events()) {
      const leg = this.#legs.get(keyOf(event.id));
      if (!leg) continue;
      const { policy, witnesses } = judgedBy(event.workload);
      this.table.enter({ ...leg, ...endedAs(judgeEvent(event, policy, witnesses)) });
    }
  }
}

function keyOf(id: Buffer): string {
  return id.toString('latin1');
}

/** An event as an answer of its pair: see `PairEvents`. */
function endedAs({
  end,
  endToEndUs,
  queueUs,
  reports,
}: JudgedEvent): Omit<PairedAnswer, keyof Leg> {
  const initMs = reports.find((report) => report.initMs !== undefined)?.initMs;
  const start = reports.length === 0 ? 'unknown' : initMs === undefined ? 'warm' : 'cold';
  return {
    kind: kinds[end],
    start: end === 'completed' ? start : 'unknown',
    serviceUs: endToEndUs === undefined ? Number.NaN : Math.max(leastUs, endToEndUs),
    ...(queueUs !== undefined && { ttfbUs: Math.max(leastUs, queueUs) }),
    ...(initMs !== undefined && { initUs: initMs * 1000 }),
  };
}

/** Where Lambda's clock is behind by more than it took. */
const leastUs = 1;

const kinds: Record<EventEnd, PairedAnswer['kind']> = {
  completed: 'ok',
  failed: 'functionError',
  expired: 'functionError',
  discarded: 'functionError',
  lost: 'functionError',
  pending: 'aborted',
  unknown: 'aborted',
};
