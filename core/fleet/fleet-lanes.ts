import { FleetLane } from './fleet-lane.js';
import { factsOf } from './origins.js';
import type { Beat, Join, Start, Taken } from './protocol.js';
import type { WorkerFacts } from './worker-facts.js';

/** The workers of a run: who has each lane now, and who had it before. */
export class FleetLanes {
  /** By their lanes. */
  readonly now: FleetLane[];
  readonly #before: FleetLane[] = [];

  constructor(lanes: readonly FleetLane[]) {
    this.now = [...lanes];
  }

  /** All that ever had a lane: by their lanes, the earlier ones first. */
  all(): FleetLane[] {
    return [...this.#before, ...this.now].sort((a, b) => a.lane - b.lane || a.epoch - b.epoch);
  }

  /** Another has the lane of one that is lost. */
  take(lost: FleetLane, taken: Taken): FleetLane {
    const next = new FleetLane(lost.job, taken.hello, taken);
    next.ready(taken.clock, taken.threads, taken.account);
    const { fromUs } = taken.late;
    lost.ghostUntilUs = fromUs;
    if (lost.lost) lost.lost.replacedBy = { name: taken.hello.name, fromS: fromUs / 1e6 };
    this.#before.push(lost);
    this.now[lost.lane] = next;
    return next;
  }

  /** Whose messages are not taken any more. */
  gone(): Beat['gone'] {
    return this.all()
      .filter(({ lost, isDeclared }) => lost || isDeclared)
      .map(({ lane, epoch }) => ({ lane, epoch }));
  }

  /** Who takes a lost one's place, and has not said anything yet. */
  joins(start: Start | undefined): Join[] {
    if (!start) return [];
    return this.now.flatMap(({ lane, epoch, late, seq, hello, isGone }) =>
      late && seq < 0 && !isGone ? [{ lane, epoch, worker: hello.id, start, late }] : [],
    );
  }

  facts(): WorkerFacts[] {
    return factsOf(this.all());
  }
}
