import type { StageSpec } from '../schedule/loads/index.js';
import type { Architecture } from './cost.js';

/** What was meant to be sent in one stage. */
export interface PlannedStage {
  name: string;
  /** How many arrivals; absent for a closed loop, which sends what it can. */
  planned?: number;
  startS: number;
  /** Absent for a closed loop that ends by count. */
  durationS?: number;
  /** The time that its arrivals take, where that is not its length: see `LoadPlanning.spanS`. */
  spanS?: number;
  /** Highest rate asked for, 0 for a closed loop. */
  peakHz: number;
  /** Of recorded timing `peakHz` may be the mean. */
  isMean?: boolean;
  /** Rate at its start and at its end, between which it is linear; else absent. */
  rateHz?: [fromHz: number, toHz: number];
  /** The load, where its rate is a formula and not linear. */
  load?: StageSpec;
  /** Invocations in flight that a closed loop holds. */
  concurrency?: number;
}

/** What was meant to be sent in one workload, and where to. */
export interface PlannedWorkload {
  name: string;
  functionName: string;
  qualifier?: string;
  invocationType: string;
  /** Whether its responses are streamed (`InvokeWithResponseStream`); absent: not, or as each payload was recorded. */
  isStreamed?: true;
  /** What its function runs on, as the scenario or the function's configuration says; absent: not known. */
  architecture?: Architecture;
  stages: PlannedStage[];
}
