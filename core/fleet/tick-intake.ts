import type { LaneListener } from '../lanes/lanes.js';
import type { Tick } from '../measure/interval.js';
import type { PairedAnswer } from '../measure/paired-answer.js';
import type { KeptSample } from '../measure/sample-keeper.js';
import type { CommittedTicks } from './committed-ticks.js';
import type { FleetLane } from './fleet-lane.js';
import { decodeRows } from './row-codec.js';
import { type Done, decodeTick } from './tick-codec.js';
import { blocksOf } from './told-ticks.js';

/** Whom it tells, and what it need not tell. */
export interface IntakeSettings {
  listener: LaneListener;
  committed: CommittedTicks;
  /** Up to this time of the run everything is in the database. */
  committedUs: number;
  /** A worker that took another's place says its first word: all that is left of that other is told before it. */
  onFirst: (lane: FleetLane) => void;
}

/**
 * Takes ticks from a run's log: each once and in order. What is told of single invocations waits for the
 * tick that it belongs to, so that one never counts without the other.
 */
export class TickIntake {
  readonly #settings: IntakeSettings;

  constructor(settings: IntakeSettings) {
    this.#settings = settings;
  }

  /**
   * Takes a worker's message; gives what it says where it is the last. Throws for one that cannot be read,
   * or that is not the next.
   */
  take(lane: FleetLane, data: Uint8Array, place: number): Done | undefined {
    const { seq, epoch, tick, done, told } = decodeTick(data);
    if (epoch !== lane.epoch || !lane.isNext(seq)) return undefined;
    const { committed, onFirst } = this.#settings;
    // Whose place it took has nothing more to come.
    if (lane.late && seq === 0 && !done) onFirst(lane);
    if (told) lane.told.push(told);
    if (!tick) {
      if (told) committed.takePiece({ of: lane, seq, place });
      return done;
    }
    lane.take(tick, seq);
    const pieces = lane.told.splice(0);
    if (this.#isNew(tick)) this.#tellRows(lane, pieces);
    this.tell({ ...tick, lane: lane.lane });
    committed.take({ of: lane, seq, endUs: tick.endUs, place });
    return done;
  }

  /** Tells of a tick, and gives whether it is new: what ends before the database's last second is there already. */
  tell(tick: Tick): boolean {
    const isNew = this.#isNew(tick);
    if (isNew) this.#settings.listener.onTick(tick);
    return isNew;
  }

  #isNew({ endUs }: Tick): boolean {
    return endUs > this.#settings.committedUs;
  }

  #tellRows({ lane, job }: FleetLane, pieces: readonly Uint8Array[]): void {
    const { onSamples, onAnswer } = this.#settings.listener;
    for (const block of blocksOf(Buffer.concat(pieces))) {
      if (!job.tellAnswers) onSamples?.(decodeRows<KeptSample>(block), lane);
      else for (const answer of decodeRows<PairedAnswer>(block)) onAnswer?.(answer, lane);
    }
  }
}
