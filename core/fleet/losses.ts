import type { RepriseError } from '../base/errors.js';
import type { Tick } from '../measure/interval.js';
import type { FleetLane } from './fleet-lane.js';
import type { GhostLane } from './ghost-lane.js';
import type { LogWriter } from './log-writer.js';
import { LossWatch } from './loss-watch.js';
import type { Gone, LostPolicy, runSubjects } from './protocol.js';
import { lostError } from './run-errors.js';

/** What it knows of its run. */
export interface LossSettings {
  lanes: readonly FleetLane[];
  onLost: LostPolicy;
  /** What stands in for a worker that is lost, by all that it said. */
  ghostOf: (lane: FleetLane) => GhostLane;
  writer: LogWriter;
  subjects: ReturnType<typeof runSubjects>;
  /** In microseconds of the run. */
  nowUs: () => number;
  isOrdered: () => boolean;
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
    for (const [lane, silentMs] of this.watch.silent(this.#settings.lanes)) {
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
    const { lanes, isOrdered, leave, ghostOf } = this.#settings;
    lane.lost = { atS: atUs / 1e6, how, policy, heardUntilS: lane.lastEndUs / 1e6 };
    const hasOthers = lanes.some(({ isGone, lost }) => !isGone && !lost);
    if (isOrdered()) leave(lane);
    else if (policy === 'stop' || !hasOthers) leave(lane, lostError(lane));
    else lane.ghost = ghostOf(lane);
  }

  /** The shares of lost workers, in step with time: given in advance they would move the run's view of itself. */
  tellGhosts(): void {
    const { lanes, nowUs, leave, onGhostTick } = this.#settings;
    for (const lane of lanes) {
      if (!lane.ghost || lane.isGone) continue;
      for (const tick of lane.ghostTicks(nowUs())) onGhostTick(lane, tick);
      if (lane.ghost.isOver) leave(lane);
    }
  }
}
