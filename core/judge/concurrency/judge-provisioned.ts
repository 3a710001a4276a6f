import type { RunBooks } from '../../measure/run-books.js';
import { formatCount, formatHz, formatUs } from '../../quantity/format.js';
import type { ProvisionedFinding } from './findings.js';
import { type LimitsEvidence, type ProvisionedConcurrency, readOf } from './limits.js';
import { shortName } from './load.js';

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

interface Seen extends ProvisionedUse {
  config: ProvisionedConcurrency;
  name: string;
  reports: number;
  coldStarts: number;
  /** Whether the cold ones' init was over before they came: it is longer than all they took. */
  isBeforehand: boolean;
  coldText: string;
  /** How many ran at once beyond what is provisioned; what chance and the network make of it aside. */
  beyond: number;
  requestsPerConcurrency: number;
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
  const { functionName, qualifier, workloads, peakInFlight, isSampled } = use;
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
  const seen: Seen = {
    ...{ ...use, config, reports, coldStarts, name: `${shortName(functionName)}:${qualifier}` },
    isBeforehand: coldStarts > 0 && cold.service.meanUs < cold.init.meanUs,
    beyond: beyondOf(use, config, coldStarts),
    coldText: `init p50 ${formatUs(cold.init.percentileUs(50))}`,
    requestsPerConcurrency: limits.rates.requestsPerConcurrency,
  };
  const isSpilled = seen.beyond > 0 || (coldStarts > 0 && !seen.isBeforehand);
  const { requested, allocated, status } = config;
  return {
    ...{ functionName, qualifier, requested, allocated, status, peakInFlight, isSampled },
    ...{ reports, coldStarts },
    spillover: isSpilled ? 'spilled' : reports === 0 ? 'unknown' : 'held',
    sentences: [...readiness(seen), useText(seen, isSpilled), ...coldness(seen)],
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

function readiness({ config, name }: Seen): string[] {
  const { requested, allocated, status } = config;
  if (status === 'READY' && allocated >= requested) return [];
  return [
    `Before the run ${formatCount(allocated)} of the ${formatCount(requested)} provisioned for ${name} were ready (${status}).`,
  ];
}

function useText(seen: Seen, isSpilled: boolean): string {
  const { config, name, peakInFlight, isSampled, beyond } = seen;
  const most = `${isSampled ? 'about ' : ''}${formatCount(peakInFlight)} in flight at most`;
  const head = `${name} has ${formatCount(config.requested)} provisioned, ${most}`;
  if (!isSpilled) return `${head}: they held it.`;
  if (beyond === 0) return `${head}, and some spilled over all the same${whyWithin(seen)}.`;
  return `${head}: up to ${formatCount(beyond)} at once spilled over and ran on demand.`;
}

/** Within the concurrency: the provisioned too has its request rate (AWS Lambda guide, "Understanding concurrency"). */
function whyWithin({ config, peakHz, requestsPerConcurrency }: Seen): string {
  const ruleHz = config.requested * requestsPerConcurrency;
  if (peakHz > ruleHz) {
    return `: up to ${formatHz(peakHz)} were sent, and they take ${requestsPerConcurrency} a second each, ${formatHz(ruleHz)}`;
  }
  return config.allocated < config.requested ? ': they were not all ready' : '';
}

function coldness({ coldStarts, reports, isBeforehand, coldText }: Seen): string[] {
  if (reports === 0) return ['How many started cold is not known: log: Tail tells.'];
  if (coldStarts === 0) return [];
  const many = `${formatCount(coldStarts)} of ${formatCount(reports)}`;
  if (isBeforehand) {
    return [
      `${many} report an init (${coldText}) longer than they took: first uses of provisioned environments, and no spillover.`,
    ];
  }
  return [`${many} started cold (${coldText}): each began an environment on demand.`];
}
