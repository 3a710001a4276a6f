import type { WithAccount } from './accounts.js';
import type { LostPolicy } from './protocol.js';

/** Where the workers are, and how many of them a run needs. */
export interface FleetOptions {
  /** `nats://host:4222`. */
  bus: string;
  fleet: string;
  workers: number;
  /** How many more are to be there as a run begins, to take the places of lost ones. Default: none. */
  spares?: number;
  /** How long they may take to come, and to be ready. */
  readyWithinMs: number;
  onLost: LostPolicy;
  /** Of this program; a worker's must be the same. */
  version: string;
  onNote?: (text: string) => void;
}

/** What a run's lanes need, as its session knows it. */
export interface FleetRunOptions {
  runId: string;
  /** Threads that the load needs on each worker. */
  threads: number;
  /** The invocations go to an address that only this machine has. */
  isServedHere: boolean;
  /** What whoever resumes the run needs to know again; the log keeps it. */
  kept: string;
  stop?: AbortSignal;
  onNote?: (text: string) => void;
  /** Called when all can send, and nobody does yet. */
  onReady?: (workers: readonly WithAccount[]) => void;
}
