import type { RepriseError } from '../base/errors.js';
import type { Tick } from '../measure/interval.js';
import type { FleetLane } from './fleet-lane.js';
import type { FleetLanes } from './fleet-lanes.js';
import type { GhostLane } from './ghost-lane.js';
import type { LogWriter } from './log-writer.js';
import { LossWatch } from './loss-watch.js';
import type { Gone, LostPolicy, runSubjects, Taken } from './protocol.js';
import { lostError } from './run-errors.js';

/** What it knows of its run. */
export interface LossSettings {
  lanes: FleetLanes;
  onLost: LostPolicy;
  /** What stands in for a worker that is lost, by all that it said. */
  ghostOf: (lane: FleetLane) => GhostLane;
  writer: LogWriter;
  subjects: ReturnType<typeof runSubjects>;
  /** In microseconds of the run. */
  nowUs: () => number;
  isOrdered: () => boolean;
  /** It has no part in the run any more. */
  release: (lane: FleetLane) => void;
  leave: (lane: FleetLane, error?: RepriseError) => void;
  /** What a ghost says. */
  onGhostTick: (lane: FleetLane, tick: Tick) => void;
}

/** Finds out who is lost, says so in the log, and tells the shares of those whom the run goes on without. */
export class Losses {
  readonly watch = new LossWatch();
  readonly #settings: LossSettings;

  constructor(settings: LossSettings) {
    this.#settings = settings;
  }

  /** Who was not heard for too long is lost. */
  look(): void {
    for (const [lane, silentMs] of this.watch.silent(this.#settings.lanes.now)) {
      this.declare(lane, `no heartbeat for ${(silentMs / 1000).toFixed(1)} s`);
    }
  }

  /** Said in the log itself: what of its ticks comes before it counts, whoever reads it. */
  declare(lane: FleetLane, how: string): void {
    const { writer, subjects, onLost: policy, nowUs } = this.#settings;
    lane.isDeclared = true;
    const { lane: number, epoch } = lane;
    const gone: Gone = { lane: number, epoch, how, policy, atUs: nowUs() };
    void writer.append(subjects.gone(number), gone, `gone.${number}.${epoch}`);
  }

  /** The log says that it is lost. */
  onGone(lane: FleetLane, { epoch, how, policy, atUs }: Gone): void {
    if (epoch !== lane.epoch) return;
    const { lanes, isOrdered, leave, ghostOf, release } = this.#settings;
    release(lane);
    lane.lost = { atS: atUs / 1e6, how, policy, heardUntilS: lane.saidUntilUs / 1e6 };
    const hasOthers = lanes.now.some(({ isGone, lost }) => !isGone && !lost);
    if (isOrdered()) leave(lane);
    else if (policy === 'replace' || (policy === 'continue' && hasOthers))
      lane.ghost = ghostOf(lane);
    else leave(lane, lostError(lane));
  }

  /** Nobody is left who sends, and nobody takes their places. */
  giveUp(): void {
    const { lanes, leave } = this.#settings;
    for (const lane of lanes.now) if (lane.ghost) leave(lane, lostError(lane));
  }

  /** The log says that another has the lane of one that is lost; gives who. */
  onTaken(taken: Taken): FleetLane | undefined {
    const { lanes } = this.#settings;
    const lane = lanes.now[taken.lane];
    if (!lane?.ghost || lane.isGone || taken.epoch <= lane.epoch) return undefined;
    return lanes.take(lane, taken);
  }

  /** The shares of lost workers, in step with time: given in advance they would move the run's view of itself. */
  tellGhosts(): void {
    const { lanes, nowUs, leave } = this.#settings;
    for (const lane of lanes.all()) {
      this.#tellGhost(lane, nowUs());
      if (lanes.now[lane.lane] === lane && lane.ghost?.isOver && !lane.isGone) leave(lane);
    }
  }

  /** All that is left to tell of those who had a lane before. */
  tellBefore(next: FleetLane): void {
    for (const lane of this.#settings.lanes.all()) {
      if (lane.lane === next.lane && lane !== next) this.#tellGhost(lane, lane.ghostUntilUs);
    }
  }

  #tellGhost(lane: FleetLane, untilUs: number): void {
    for (const tick of lane.ghostTicks(untilUs)) this.#settings.onGhostTick(lane, tick);
  }
}
