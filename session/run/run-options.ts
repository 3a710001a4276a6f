import type { Fleet } from '../../core/fleet/open-fleet.js';
import type { ResolvedEndpoint } from '../../core/invoke/client.js';
import type { ClientName } from '../../core/invoke/create-client.js';
import type { Comparing } from '../../core/lanes/lane-job.js';
import type { EventBook } from '../../core/measure/event-book.js';
import type { Interval } from '../../core/measure/interval.js';
import type { PairedAnswer } from '../../core/measure/paired-answer.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import type { ReconciledScope } from '../../core/reconcile/reconciliation.js';
import type { LocalLambda } from '../../local/config.js';
import type { RunRecord } from '../../results/document/run-meta.js';
import type { LivePlan, LiveSnapshot } from '../../results/live/terminal/live-snapshot.js';
import type { ReconcileOptions } from '../reconcile/reconcile-options.js';
import type { BaselineOptions } from './baseline.js';

/** What a run is about to do, for whoever wants to look (or refuse) before the first invocation. */
export interface RunPreview {
  endpoint: ResolvedEndpoint;
  workloads: PlannedWorkload[];
  /** What will be read after it, to follow its events or to reconcile it, a sentence each. */
  following: readonly string[];
}

export interface RunOptions {
  /** The SQLite file with the recordings; the run is stored there too. Made if it is not there. */
  databasePath: string;
  /** Default `fast`. */
  client?: ClientName;
  /** Lane threads; 0: send from this thread. Default `auto`: as many as the load needs. */
  threads?: number | 'auto';
  /** Workers on other machines, who send in place of threads. */
  fleet?: Fleet;
  /** Aborted: sends nothing more, drains, and ends as `interrupted`. */
  stop?: AbortSignal;
  /** Aborted: ends at once. */
  abort?: AbortSignal;
  /** Already running, for several runs in turn; absent: the scenario's own is started and closed. */
  local?: LocalLambda;
  /** Whether a `DryRun` proves the permission first. Default: where the endpoint is not this machine. */
  preflight?: boolean;
  /** Whether the limits of concurrency are read from the control plane first. Default true. */
  readLimits?: boolean;
  /** Whether a run of which nothing is expected fails when nothing succeeded. Default true. */
  defaultExpectations?: boolean;
  /** What the run is kept under, beside its scenario's name. */
  tags?: Record<string, string>;
  /** A sentence that is kept with it. */
  note?: string;
  /** A run that it is held against: it fails where it is worse. */
  baseline?: BaselineOptions;
  /** Holds it against CloudWatch's metrics when it has ended; absent: they are not read. */
  reconcile?: ReconcileOptions;
  /** What the preflight could not find out, and what a `set` did not find in any payload, in a sentence each. */
  onNote?: (text: string) => void;
  /** Called before anything is sent; false ends the run with nothing sent and nothing stored. */
  confirm?: (preview: RunPreview) => boolean | Promise<boolean>;
  /** `startUs`: time 0 of the run on `systemClock`. */
  onStart?: (plan: LivePlan, runId: string, startUs: number) => void;
  /** What became of the events so far, each time that it was looked at. */
  onFollow?: (total: EventBook) => void;
  /** What CloudWatch has of it so far, each time that it was read and is to be read again. */
  onReconcile?: (scopes: readonly ReconciledScope[]) => void;
  /** The run as it is stored, before its first invocation. */
  onStored?: (run: RunRecord) => void;
  /** Each second of the run, in order, once it is stored. */
  onInterval?: (interval: Interval) => void;
  /** Four times a second. */
  onLive?: (snapshot: LiveSnapshot) => void;
  /** Of a paired scenario: every leg of every pair as it ends, its response included. */
  onAnswer?: (answer: PairedAnswer) => void;
  /**
   * Of a paired scenario on a fleet: its workers compare the responses of each pair, and `onAnswer` is told
   * what differs in place of them.
   */
  comparing?: Comparing;
  /** Every single invocation as it ends, in batches. Of a scenario that is not paired. */
  onSamples?: (samples: readonly KeptSample[]) => void;
}
