import { parseFunctionReference } from '../../core/invoke/function-name.js';
import { formatCount, formatHz, formatUs } from '../../core/quantity/format.js';
import { curveOf, loadOf, type StageSpec } from '../../core/schedule/loads/index.js';
import type { Scenario, Workload } from './scenario.js';

/** Each function gains at most so many environments in 10 s, refilled evenly (AWS Lambda guide, "Lambda function scaling"). */
const environmentsPer10S = 1000;
/** The same as requests per second in 10 s. */
const requestsPer10S = 10_000;
/** Requests per second for each unit of concurrency (AWS Lambda guide, "Lambda quotas"). */
const requestsPerConcurrency = 10;
/** A Region's default (AWS Lambda guide, "Lambda quotas"); a real account's may differ. */
const defaultAccountConcurrency = 1000;
/** Lambda's default timeout: what would have to take longer than this to matter is not worth a warning. */
const longestOfInterestS = 3;

/** Where the load is likely to be throttled by Lambda's own limits, in plain sentences. */
export function scalingWarnings(scenario: Scenario): string[] {
  return scenario.workloads.flatMap((workload) => [
    ...workload.stages.flatMap((stage, i) => {
      const before = workload.stages[i - 1];
      return climbWarnings(workload, stage, (before && curveOf(before)?.endHz) ?? 0);
    }),
    ...concurrencyWarnings(scenario, workload),
  ]);
}

/** A rise needs environments in proportion to how long one invocation keeps one. */
function climbWarnings(workload: Workload, stage: StageSpec, beforeHz: number): string[] {
  const curve = curveOf(stage);
  if (curve === undefined) return [];
  const jumpHz = curve.startHz - beforeHz;
  const { hz: riseHz, hzPerS: slopeHzPerS } = curve.climb;
  const place = `Stage "${stage.name}" of ${workload.name}`;
  if (jumpHz > requestsPer10S || (slopeHzPerS * 10 > requestsPer10S && riseHz > requestsPer10S)) {
    return [
      `${place} climbs faster than a function may: by ${formatCount(requestsPer10S)} requests a second every 10 s.`,
    ];
  }
  const toleratedS = Math.min(
    jumpHz > 0 ? environmentsPer10S / jumpHz : Number.POSITIVE_INFINITY,
    riseHz > 0
      ? Math.max(environmentsPer10S / riseHz, environmentsPer10S / 10 / slopeHzPerS)
      : Number.POSITIVE_INFINITY,
  );
  if (toleratedS >= longestOfInterestS) return [];
  return [
    `${place} outruns Lambda's scaling (${formatCount(environmentsPer10S)} environments per 10 s and function) if an invocation takes longer than ${formatUs(toleratedS * 1e6)}.`,
  ];
}

/** Little's law: at a rate, concurrency is used up when an invocation takes concurrency / rate. */
function concurrencyWarnings(scenario: Scenario, workload: Workload): string[] {
  const peakHz = Math.max(0, ...workload.stages.map((stage) => loadOf(stage).demand(stage).peakHz));
  const { concurrency, whose } = concurrencyOf(scenario, workload);
  if (peakHz > concurrency * requestsPerConcurrency) {
    return [
      `${formatHz(peakHz)} is above ${formatHz(concurrency * requestsPerConcurrency)}, ${requestsPerConcurrency} requests a second for each unit of ${whose} (${formatCount(concurrency)}): ${workload.name} will be throttled.`,
    ];
  }
  const toleratedS = concurrency / peakHz;
  if (toleratedS >= longestOfInterestS) return [];
  return [
    `${formatHz(peakHz)} uses up ${whose} (${formatCount(concurrency)}) if an invocation of ${workload.name} takes longer than ${formatUs(toleratedS * 1e6)}.`,
  ];
}

function concurrencyOf(
  { local }: Scenario,
  { functionName }: Workload,
): { concurrency: number; whose: string } {
  const name = parseFunctionReference(functionName)?.name ?? functionName;
  const reserved = local?.functions[name]?.reserved;
  if (reserved !== undefined) return { concurrency: reserved, whose: 'the reserved concurrency' };
  if (local !== undefined) {
    return { concurrency: local.account.concurrency, whose: "the local account's concurrency" };
  }
  return { concurrency: defaultAccountConcurrency, whose: "an account's default concurrency" };
}
