import type { WorkerFacts } from '../../core/fleet/worker-facts.js';
import type { ConcurrencyFindings } from '../../core/judge/concurrency/findings.js';
import type { LimitsEvidence } from '../../core/judge/concurrency/limits.js';
import type { RoutingEvidence } from '../../core/judge/versions/routing.js';
import type { PlannedWorkload, RunStatus } from '../../core/measure/run-books.js';
import type { Reconciliation } from '../../core/reconcile/reconciliation.js';

import type { ComparisonReport } from './comparison/comparison-report.js';

/** What is known of a run before its first invocation; holds no secret and no command line. */
export interface RunMeta {
  /** The scenario's name. */
  name: string;
  /** The scenario's text as it was run; empty for a run described by flags alone. */
  scenario: string;
  /** What was to be sent, and where to. */
  plan: PlannedWorkload[];
  seed: number;
  /** What it is kept under: `commit` to `3f2a1c`. */
  tags?: Record<string, string>;
  /** A sentence that somebody keeps with it. */
  note?: string;
  /** How it compares with the run that it was held against; absent until it has ended, and where there was none. */
  baseline?: ComparisonReport;
  /** What CloudWatch says of it; absent where it was not asked. */
  reconciliation?: Reconciliation;
  /** A comparison: its workloads are the legs. */
  paired?: boolean;
  /** Expectations as written. */
  expectations: string[];
  /** Those that are known before the run; absent in runs of earlier versions. */
  concurrencyLimits?: ConcurrencyLimit[];
  /** Lambda's limits as they were read before the run; absent where they were not asked for. */
  limits?: LimitsEvidence;
  /**
   * What the run says of concurrency; absent until it has ended. Earlier versions stored sentences, under
   * `concurrency`: such a run is judged again by its seconds.
   */
  findings?: ConcurrencyFindings;
  /** Where it was cut off, in seconds since its start; absent where it came to the end of its plan. */
  drivenUntilS?: number;
  /** Of a fleet: when other processes took up the run in the place of one that was killed; absent where none did. */
  resumed?: readonly Resumption[];
  /** Of a fleet: who sent; absent until it has ended. */
  workers?: readonly WorkerFacts[];
  /** How the invoked aliases weighed their versions before the run, as far as that was read. */
  routing?: RoutingEvidence[];
  /** Where invocations went: the resolved address, which an environment variable may have set. */
  endpoint: { url: string; region: string };
  versions: { reprise: string; node: string };
  /** `linux x64`, logical processors, lanes: what the generator had to work with. */
  environment: Record<string, string | number>;
}

/** A process took up a run whose own had been killed. */
export interface Resumption {
  /** Since the Unix epoch. */
  atMs: number;
  /** Since the last second that was stored before: the workers had no coordinator for so long at most. */
  afterS: number;
}

/** How many invocations may be under way at once, and by whose limit: `reserved concurrency of checkout`. */
export interface ConcurrencyLimit {
  label: string;
  limit: number;
}

/** A run as it is listed. */
export interface RunRecord {
  /** `20261123-141502-k3f`: the start in UTC, then three random characters; sorts by start. */
  id: string;
  meta: RunMeta;
  /** `interrupted` also when the process that ran it is gone without having said how it ended. */
  status: RunStatus;
  startedAtMs: number;
  /** Absent while running; of a run that was killed, its last commit. */
  endedAtMs?: number;
  /** It is `interrupted` because its process is gone without a word, or has fallen silent. */
  wasKilled?: boolean;
}
