import type { RunBooks } from '../../measure/run-books.js';
import type { ProvisionedFinding } from './findings.js';
import { type LimitsEvidence, type ProvisionedConcurrency, readOf } from './limits.js';

/** What was measured of the invocations through a version or alias with provisioned concurrency. */
export interface ProvisionedUse {
  functionName: string;
  qualifier: string;
  /** Places in the plan. */
  workloads: readonly number[];
  peakInFlight: number;
  /** About how many of these ran at once: without the refused, and without the network's part. */
  peakRunning: number;
  isSampled: boolean;
  /** The most that were sent in a second. */
  peakHz: number;
}

/** Where nothing started cold, so much beyond what is provisioned is within the measurement. */
const spread = 0.1;

/**
 * How provisioned concurrency held, and how much spilled over: an invocation that begins with an init
 * phase ran on demand, and what is in flight beyond it did too.
 */
export function judgeProvisioned(
  use: ProvisionedUse,
  books: RunBooks,
  limits: LimitsEvidence,
): ProvisionedFinding | undefined {
  const { functionName, qualifier, workloads, peakInFlight, peakHz, isSampled } = use;
  const limit = limits.provisioned.find(
    (each) => each.functionName === functionName && each.qualifier === qualifier,
  );
  const config = readOf(limit?.config);
  if (!config) return undefined;
  const stages = books.workloads.flatMap((workload, at) =>
    workloads.includes(at) ? workload.stages.map((_, stage) => ({ workload: at, stage })) : [],
  );
  const { reports } = books.part({ stages });
  const cold = books.part({ stages, start: 'cold' });
  const coldStarts = cold.coldStarts;
  const beyond = beyondOf(use, config, coldStarts);
  const isInitBefore = coldStarts > 0 && cold.service.meanUs < cold.init.meanUs;
  const isSpilled = beyond > 0 || (coldStarts > 0 && !isInitBefore);
  const { requested, allocated, status } = config;
  return {
    ...{ functionName, qualifier, requested, allocated, status, peakInFlight, isSampled },
    ...{ reports, coldStarts },
    spillover: isSpilled ? 'spilled' : reports === 0 ? 'unknown' : 'held',
    details: {
      ...{ beyond, peakHz, isInitBefore, initP50Us: cold.init.percentileUs(50) },
      requestsPerConcurrency: limits.rates.requestsPerConcurrency,
    },
  };
}

function beyondOf(
  { peakRunning }: ProvisionedUse,
  { requested }: ProvisionedConcurrency,
  coldStarts: number,
): number {
  const beyond = Math.round(peakRunning - requested);
  return beyond > (coldStarts > 0 ? 0 : spread * requested + 1) ? beyond : 0;
}
