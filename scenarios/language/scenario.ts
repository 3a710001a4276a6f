import type { InvocationType, LogType } from '../../core/invoke/client.js';
import type { TrustSettings } from '../../core/invoke/trust.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import type { Architecture } from '../../core/measure/cost.js';
import type { StageSpec } from '../../core/schedule/loads/index.js';
import type { LocalLambdaConfig } from '../../local/config.js';
import type { FollowWish } from './follow.js';

export interface Workload {
  name: string;
  functionName: string;
  qualifier?: string;
  /** What it is said to run on; absent: as the function's configuration says. */
  architecture?: Architecture;
  invocationType: InvocationType;
  logType: LogType;
  /** Base64, ready for the header. */
  clientContext?: string;
  /** Whether responses are streamed; absent: as each payload was recorded. */
  stream?: boolean;
  payloads: PayloadsSpec;
  /** Present: what becomes of its events is found out. */
  follow?: FollowWish;
  stages: StageSpec[];
  /** Where uniform arrivals begin; absent: drawn from the seed. */
  phase?: number;
}

/** What becomes of arrivals that the generator itself is late for, by more than `lateAfterS`. */
export const latePolicies = ['send', 'drop'] as const;
export type LatePolicy = (typeof latePolicies)[number];

/** Far above what a healthy generator is ever late by, and below what a report could overlook. */
export const lateAfterS = 0.1;

export interface Limits {
  /** Arrivals beyond this many in flight are dropped, and counted. */
  maxInFlight: number;
  /** From the send to the last byte of the answer. */
  timeoutS: number;
  connectTimeoutS: number;
  /** How long a streamed answer that has begun may bring nothing; absent: any time. */
  streamIdleTimeoutS?: number;
  /** After the last arrival, or Ctrl-C: how long answers are awaited. */
  drainS: number;
  late: LatePolicy;
  /** Budgets, kept whatever the load says. */
  maxInvocations?: number;
  maxCostUsd?: number;
}

export interface Expectation {
  /** As written. */
  text: string;
  /** Present: the run ends as soon as it fails, though not before `delayS`. */
  abort?: { delayS: number };
}

/** A scenario, validated, with every default filled in, rates in Hz and times in seconds. */
export interface Scenario {
  name: string;
  /** The file it came from; absent when described by flags alone. */
  file?: string;
  /** The file's text, kept with the run. */
  source?: string;
  seed: number;
  target: { region?: string; profile?: string; endpointUrl?: string } & TrustSettings;
  /** Functions are named by their logical ids in it: a template, a folder of CDK or Serverless, or a deployed stack. */
  stack?: string;
  workloads: Workload[];
  limits: Limits;
  expectations: Expectation[];
  /** Present: the run starts the local Lambda and sends there. */
  local?: LocalLambdaConfig;
  /** The workloads are a comparison's legs: each payload goes to all of them (`reprise compare`). */
  paired?: boolean;
}
