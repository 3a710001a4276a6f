import type { LaneListener } from '../lanes/lanes.js';
import type { Bus } from './bus.js';
import type { FleetLane } from './fleet-lane.js';
import type { LossSettings } from './losses.js';
import type { Start } from './protocol.js';
import type { Spares } from './replacements.js';

/** What it needs of the bus. */
export type RunBus = Pick<
  Bus,
  'isConnected' | 'onReconnect' | 'listen' | 'answer' | 'tell' | 'append' | 'readLog' | 'purge'
>;

/** What a run's log is about, and who hears what it says. */
export interface RunLogSettings extends Pick<LossSettings, 'lanes' | 'onLost' | 'ghostOf'> {
  run: string;
  listener: LaneListener;
  /** Absent: lost workers are not replaced. */
  spares?: Spares;
  /** Of a run that another coordinator began. */
  resumed?: ResumedAt;
}

/** Where a coordinator takes up a run. */
export interface ResumedAt {
  /** Of this coordinator; the first of a run has 1. */
  epoch: number;
  /** Up to this time of the run everything is in the database. */
  committedUs: number;
  /** Time 0, by this process's clock. */
  start: Start;
  /** An earlier coordinator had ordered the run's end. */
  isOrdered: boolean;
  /** Somebody had taken a lane in the earlier one's time. */
  onTaken?: (lane: FleetLane) => void;
}
