import type { LostPolicy } from './protocol.js';

/** What became of a run whose worker was lost. */
export interface LostWorker {
  /** In seconds of the run. */
  atS: number;
  /** `no heartbeat for 2.0 s`. */
  how: string;
  policy: LostPolicy;
  /** The end of what it said, in seconds of the run. */
  heardUntilS: number;
  /** Who took its place, and from when on, in seconds of the run. */
  replacedBy?: { name: string; fromS: number };
}

/** A worker's part in a run, as it is stored with the run. */
export interface WorkerFacts {
  name: string;
  host: string;
  origin: string;
  cores: number;
  version: string;
  node: string;
  /** That sent. */
  threads: number;
  sent: number;
  /** Of the response time and of the generator's own lateness; null where nothing was served or sent. */
  p99Us: number | null;
  lateP99Us: number | null;
  /** Of the response times of all workers of its origin; absent in runs of earlier versions. */
  originP99Us?: number | null;
  /** That it sent from; null where neither its credentials nor STS say it. */
  account?: string | null;
  /** Of its busiest thread in its busiest tick, 0 to 1. */
  busyShare: number;
  /** How far the coordinator's clock was ahead of its own; the true offset is within the error. */
  clockOffsetUs: number;
  clockErrorUs: number;
  /** The most ticks that waited for the bus. */
  longestQueue: number;
  lost: LostWorker | null;
}
