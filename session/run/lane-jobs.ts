import { availableParallelism } from 'node:os';
import { defined } from '../../core/base/defined.js';
import type { ClientSettings } from '../../core/invoke/client.js';
import type { LaneJob } from '../../core/lanes/lane-job.js';
import { secondUs, tickUs } from '../../core/measure/interval.js';
import { loadOf, type StageSpec } from '../../core/schedule/loads/index.js';
import type { PlanSpec } from '../../core/schedule/plan-spec.js';
import type { LocalLambda } from '../../local/config.js';
import { lateAfterS, type Scenario } from '../../scenarios/language/scenario.js';
import { targetOf } from './planning.js';
import type { RunOptions } from './run-options.js';

/** A single invocation's keeping: the first failures of each kind, a sample of the rest, the slowest. */
const samples = { failures: 1000, reservoir: 1000, slowest: 20 };

/** Where the scenario's invocations go, and as whom: the local Lambda's address and keys win. */
export function laneSettings(scenario: Scenario, local: LocalLambda | undefined): ClientSettings {
  const { target, limits } = scenario;
  return {
    maxInFlight: inFlightLimit(scenario),
    timeoutMs: limits.timeoutS * 1000,
    connectTimeoutMs: limits.connectTimeoutS * 1000,
    ...defined({
      streamIdleTimeoutMs: limits.streamIdleTimeoutS && limits.streamIdleTimeoutS * 1000,
    }),
    ...(scenario.paired && { keepResponses: true }),
    ...target,
    ...(local && {
      region: local.region,
      endpointUrl: local.url,
      credentials: local.credentials,
    }),
  };
}

/** The lanes' shares of a run. */
export function laneJobs(
  scenario: Scenario,
  plan: PlanSpec,
  settings: ClientSettings,
  {
    databasePath,
    client = 'fast',
    threads = 'auto',
    fleet,
    onLive,
    onAnswer,
    onSamples,
    comparing,
  }: RunOptions,
): LaneJob[] {
  const count = fleet?.workers ?? laneCount(scenario, threads);
  return Array.from({ length: count }, (_, index) => ({
    lane: index,
    shard: { index, count },
    plan,
    client,
    settings,
    targets: scenario.workloads.map(targetOf),
    payloads: scenario.workloads.map(({ payloads }) => payloads),
    databasePath,
    maxInFlight: settings.maxInFlight,
    drainUs: scenario.limits.drainS * 1e6,
    maxLateUs: scenario.limits.late === 'drop' ? lateAfterS * 1e6 : Number.POSITIVE_INFINITY,
    samples,
    // Seconds are committed; only who watches wants to know more often.
    tickUs: onLive ? tickUs : secondUs,
    ...(onAnswer && { tellAnswers: true }),
    ...(fleet && comparing && { comparing }),
    ...(onSamples && { tellSamples: true }),
  }));
}

/** What one lane sends with time to spare for being on time; its ceiling is several times that. */
const lanePaceHz = 5000;
/** What one lane's closed loops keep busy. */
const laneConcurrency = 250;

/** How many lanes send: as many as asked for, or as the load needs. */
export function laneCount(scenario: Scenario, threads: RunOptions['threads'] = 'auto'): number {
  return threads === 'auto' ? lanesNeeded(scenario) : Math.max(1, threads);
}

/** As many lanes as the load needs, one core left for coordination and the disk. */
function lanesNeeded(scenario: Scenario): number {
  return Math.min(lanesOfLoad(scenario), Math.max(1, availableParallelism() - 1));
}

/** As many lanes as the load needs, however many cores there are; at least one. */
export function lanesOfLoad({ workloads }: Scenario): number {
  const needed = workloads
    .map(({ stages }) => Math.max(0, ...stages.map(lanesOf)))
    .reduce((sum, lanes) => sum + lanes, 0);
  return Math.max(1, Math.ceil(needed));
}

/** The most that a run asks for: of each workload its highest stage. */
export function peakOf({ workloads }: Scenario): { hz: number; concurrency: number } {
  const demands = workloads.map(({ stages }) => stages.map((stage) => loadOf(stage).demand(stage)));
  const highest = (of: 'peakHz' | 'concurrency'): number =>
    demands.reduce((sum, stages) => sum + Math.max(0, ...stages.map((stage) => stage[of])), 0);
  return { hz: highest('peakHz'), concurrency: highest('concurrency') };
}

function lanesOf(stage: StageSpec): number {
  const { peakHz, concurrency } = loadOf(stage).demand(stage);
  return peakHz / lanePaceHz + concurrency / laneConcurrency;
}

/** How many may be in flight: a closed loop holds its concurrency whatever the limit for open arrivals is. */
export function inFlightLimit({ limits, workloads }: Scenario): number {
  const closed = workloads
    .flatMap(({ stages }) => stages)
    .reduce((sum, stage) => sum + loadOf(stage).demand(stage).concurrency, 0);
  return Math.max(limits.maxInFlight, closed);
}
