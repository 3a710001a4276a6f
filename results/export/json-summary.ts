import type { WorkerFacts } from '../../core/fleet/worker-facts.js';
import type { ClockOffset } from '../../core/follow/clock-offset.js';
import type { FollowFindings, WitnessReport } from '../../core/follow/findings.js';
import type { RecordedAs } from '../../core/invoke/client.js';
import type { OutcomeKind } from '../../core/invoke/outcome.js';
import type {
  DemandFinding,
  ProvisionedFinding,
  ThrottlingFinding,
} from '../../core/judge/concurrency/findings.js';
import type { LimitsEvidence } from '../../core/judge/concurrency/limits.js';
import type { SharesTest } from '../../core/judge/observed.js';
import type { RunVerdict, Verdict, VerdictKind } from '../../core/judge/verdict.js';
import type { Architecture } from '../../core/measure/cost.js';
import type { EventEnd, UnknownReason } from '../../core/measure/event-book.js';
import type { OutcomeCounts, TenantCounts } from '../../core/measure/fold.js';
import type { MeanRate } from '../../core/measure/mean-rate.js';
import type { CutOff, RunStatus } from '../../core/measure/run-books.js';
import type { RecordedOutcome } from '../document/recorded-outcomes.js';
import type { latencyOf } from '../document/run-report.js';
import type { JsonComparison } from './comparison-json.js';
import type { JsonReconciliation } from './reconciliation-json.js';

/** A distribution in whole units (the mean with a tenth); all null when `count` is 0. */
export interface JsonDistribution<Unit extends string> {
  unit: Unit;
  count: number;
  min: number | null;
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  p999: number | null;
  max: number | null;
}

/** A distribution in whole microseconds. */
export type JsonLatency = JsonDistribution<'us'>;

/** Of what was served and streamed: times from the intended start, and what the responses were. */
export interface JsonStream {
  ttfb: JsonLatency;
  firstChunk: JsonLatency;
  totalBytes: number;
  bytes: JsonDistribution<'bytes'>;
  chunks: JsonDistribution<'count'>;
  /** From a response's first byte to its end, of those that took a millisecond or more. */
  rate: JsonDistribution<'bytesPerSecond'>;
}

/** One group of failures. Times are microseconds of the run, `payload` its position in the workload. */
export interface JsonError {
  kind: 'functionError' | 'rejected' | 'serviceError' | 'transportError';
  type: string;
  message: string;
  count: number;
  firstUs: number;
  lastUs: number;
  payload: number;
}

/** The numbers of the run or of a part of it: `planned` is the sum of `outcomes`. */
export interface JsonPart {
  planned: number;
  outcomes: OutcomeCounts;
  /** What the latencies are of; several where workloads of several invocation types are in it. */
  latencyOf: ReturnType<typeof latencyOf>[];
  latency: { response: JsonLatency; service: JsonLatency };
  /** REPORT's Duration and Init Duration, and the time until a refusal. */
  duration: JsonLatency;
  init: JsonLatency;
  /** Null where nothing was streamed. */
  stream: JsonStream | null;
  refused: JsonLatency;
  lateness: JsonLatency;
  /** Null for closed loops and before the first send. */
  rate: MeanRate | null;
  throttles: Record<string, number>;
  errors: JsonError[];
  versions: Record<string, number>;
  /**
   * Of payloads that had failed, or passed, when they were recorded: how they ended now. `null` where
   * the recording knows no outcome, and where invocations are only accepted or checked.
   */
  recorded: Record<RecordedAs, RecordedOutcome> | null;
  /** Invocations with a REPORT: the next five are of these. */
  reports: number;
  coldStarts: number;
  billedMs: number;
  maxMemoryUsedMb: number | null;
  memorySizeMb: number | null;
  /**
   * What is known of the cost: all requests that were served or accepted, and the duration of
   * `costKnownOf` of them.
   */
  costUsd: number;
  /** Fewer than `outcomes.ok` and `outcomes.functionError` together: `costUsd` is a partial sum. */
  costKnownOf: number;
}

/** The interface: documented in `docs/json-summary.md`, where every change is a new `schema`. */
export interface JsonSummary extends JsonPart {
  schema: 1;
  run: {
    id: string;
    name: string;
    status: RunStatus;
    startedAt: string;
    endedAt: string | null;
    seed: number;
    tags: Record<string, string>;
    note: string | null;
    /** Of a fleet: when another process took up the run, and how long it had none, at most. */
    resumed: { at: string; withoutCoordinatorS: number }[];
  };
  endpoint: { url: string; region: string };
  reprise: { reprise: string; node: string };
  environment: Record<string, string | number>;
  balanced: boolean;
  /** Null for a run that ended by itself. */
  cutOff: CutOff | null;
  /** Null where no invocation named a tenant. */
  tenants: JsonTenants | null;
  /** Of a fleet: who sent. Null for a run on one machine. */
  workers: readonly WorkerFacts[] | null;
  /** By executed version; null is what ended without one. */
  versionBreakdown: ({ version: string | null } & JsonPart)[];
  stages: ({
    workload: string;
    name: string;
    startS: number;
    durationS: number | null;
    peakHz: number | null;
    concurrency: number | null;
  } & JsonPart)[];
  workloads: ({
    name: string;
    function: string;
    qualifier: string | null;
    invocationType: string;
    /** By whose price it is counted; null: not known, and x86_64 assumed. */
    architecture: Architecture | null;
  } & JsonPart)[];
  /** What CloudWatch counted in the run's minutes; null where it was not asked. */
  reconciliation: JsonReconciliation | null;
  expectations: {
    text: string;
    verdict: VerdictKind;
    observed: string;
    value: number | null;
    limit: number;
    unit: string;
    operator: string | null;
    note: string | null;
    test: {
      pValue: number;
      low: number;
      high: number;
      invocations: number;
      wrongShare: number | null;
      invocationsToSee: number | null;
    } | null;
    shares: SharesTest | null;
    windows: NonNullable<Verdict['windows']> | null;
  }[];
  verdict: RunVerdict;
  /** What became of its events. Null where they were not followed. */
  events: JsonEvents | null;
  invocations: JsonInvocations | null;
  /** Against the run that it was held against; null where there was none. */
  baseline: JsonComparison | null;
  /** What the run says of concurrency. Null where its seconds were not looked at. */
  concurrency: JsonConcurrency | null;
}

/** Single invocations, to look up in logs and traces. Null where they were not looked at. */
export interface JsonInvocations {
  /** The 20 slowest of those that were served, by response time, the slowest first. */
  slowest: JsonInvocation[];
  /** The first 100 of those that failed and were kept, by time. */
  failed: JsonInvocation[];
}

/** Times are microseconds; `payload` is its position in the workload's, from 0. */
export interface JsonInvocation {
  requestId: string | null;
  /** Of the X-Ray trace, where the answer's log named one. */
  traceId: string | null;
  workload: string;
  stage: string;
  payload: number;
  outcome: OutcomeKind;
  type: string | null;
  message: string | null;
  version: string | null;
  intendedUs: number;
  responseUs: number;
  serviceUs: number;
}

/** Whose invocations they were. */
export interface JsonTenants {
  /** Tenants told apart; where not `exact` there were more, which `(other)` stands for. */
  distinct: number;
  exact: boolean;
  /** The 200 with the most invocations, these first, and `(other)`. */
  most: ({ tenantId: string } & TenantCounts)[];
}

/** The second book: `accepted` is the sum of `ends`. */
export interface JsonEvents extends JsonEventBook {
  status: FollowFindings['status'];
  /** Accepted by the first book, in the workloads that are followed. */
  acceptedByRun: number | null;
  balanced: boolean;
  /** The share of the events that is followed. */
  sample: number;
  /** How far Lambda's clock may be ahead of this machine's; null where no answer told. */
  clockOffset: ClockOffset | null;
  /** By why they are unknown; their sum is `ends.unknown`. */
  unknown: Partial<Record<UnknownReason, number>>;
  /** Of the attempts whose REPORT was seen; null without any. */
  costUsd: number | null;
  workloads: ({ workload: string } & JsonEventBook)[];
  versions: ({ version: string } & JsonEventBook)[];
  worst: {
    requestId: string;
    workload: string;
    end: EventEnd;
    intendedAt: string;
    attempts: number | null;
    queueUs: number | null;
    endToEndUs: number | null;
  }[];
  sources: {
    witness: WitnessReport['witness'];
    name: string;
    completeTo: string | null;
    read: number;
    foreign: number;
    requests: number;
    problem: string | null;
  }[];
}

/** The numbers of events, or of a part of them. */
export interface JsonEventBook {
  accepted: number;
  ends: Record<EventEnd, number>;
  /** Events by how often they ran; `unknown`: nobody told. */
  attempts: {
    none: number;
    one: number;
    two: number;
    three: number;
    more: number;
    unknown: number;
  };
  maxAttempts: number;
  duplicates: number;
  deadLettered: number;
  throttledOut: number;
  undelivered: number;
  queue: JsonLatency;
  endToEnd: JsonLatency;
  /** Of each attempt; as are the next three. */
  duration: JsonLatency;
  reports: number;
  coldStarts: number;
  billedMs: number;
}

/** The limits that were read before the run (null: they were not), and what the run says of them. */
export interface JsonConcurrency {
  limits: LimitsEvidence | null;
  throttling: JsonFinding<Omit<ThrottlingFinding, 'cause'>>[];
  provisioned: JsonFinding<Omit<ProvisionedFinding, 'details'>>[];
  demand: JsonFinding<Omit<DemandFinding, 'details'>>[];
  /** What could not be found out, and why. */
  notes: string[];
}

/** A finding's numbers, and what they mean in whole sentences. */
export type JsonFinding<T> = T & { sentences: string[] };
