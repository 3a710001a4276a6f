import { secondUs } from '../measure/interval.js';
import { LaneProgress } from '../measure/lane-progress.js';
import type { FleetLane } from './fleet-lane.js';

/** A tick in the log. */
interface Pending {
  of: FleetLane;
  seq: number;
  endUs: number;
  place: number;
}

/**
 * Knows which ticks are in the database: those of seconds that every lane is past, since a second is
 * committed as it closes.
 */
export class CommittedTicks {
  readonly #progress: LaneProgress;
  /** In the order of the log, and not known to be committed. */
  #pending: Pending[] = [];
  #untilUs = 0;

  constructor(lanes: readonly number[]) {
    this.#progress = new LaneProgress(lanes, secondUs);
  }

  /** Everything up to this time of the run is committed. */
  get untilUs(): number {
    return this.#untilUs;
  }

  /** The first place in the log whose tick is not committed; undefined where all are. */
  get firstNeeded(): number | undefined {
    return this.#pending[0]?.place;
  }

  /** Of each worker that has any: its first message that is not committed. */
  firstSeqs(): Map<FleetLane, number> {
    const first = new Map<FleetLane, number>();
    for (const { of, seq } of this.#pending) if (!first.has(of)) first.set(of, seq);
    return first;
  }

  /** A piece of what is told with a lane's next tick was taken: it is needed for as long as that is. */
  takePiece(piece: Omit<Pending, 'endUs'>): void {
    if (!this.#progress.has(piece.of.lane)) return;
    this.#pending.push({ ...piece, endUs: Number.POSITIVE_INFINITY });
  }

  /** A lane's tick was taken. */
  take(tick: Pending): void {
    const { of, endUs } = tick;
    if (!this.#progress.has(of.lane)) return;
    for (const piece of this.#pieces(of.lane)) piece.endUs = endUs;
    this.#pending.push(tick);
    this.#look(this.#progress.advance(of.lane, endUs));
  }

  /** A lane has come so far by what is in no log. */
  advance(lane: number, toUs: number): void {
    this.#look(this.#progress.advance(lane, toUs));
  }

  /** A lane says nothing more. */
  gone(lane: number): void {
    for (const piece of this.#pieces(lane)) piece.endUs = 0;
    this.#look(this.#progress.leave(lane));
  }

  /** Those whose tick has not come. */
  #pieces(lane: number): Pending[] {
    return this.#pending.filter((each) => each.of.lane === lane && isPiece(each));
  }

  #look(heardUs: number | undefined): void {
    if (heardUs === undefined) return;
    const untilUs = Math.floor(heardUs / secondUs) * secondUs;
    this.#untilUs = untilUs;
    // The tick of a lost worker's pieces will not be taken.
    this.#pending = this.#pending.filter(
      (each) => each.endUs > untilUs && !(isPiece(each) && each.of.lost),
    );
  }
}

function isPiece({ endUs }: Pending): boolean {
  return endUs === Number.POSITIVE_INFINITY;
}
