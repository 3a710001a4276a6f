import type {
  ConcurrencyFindings,
  ConcurrencyGap,
  Demand,
  DemandFinding,
  DemandGap,
  ProvisionedFinding,
} from '../../../core/judge/concurrency/findings.js';
import { shortName } from '../../../core/judge/concurrency/load.js';
import { formatCount, formatHz, formatSeconds, formatUs } from '../../../core/quantity/format.js';
import { throttlingSentences } from './throttling.js';

/** The findings of a run in whole sentences: those of one finding stand together. */
export interface ConcurrencySentences {
  throttling: string[][];
  provisioned: string[][];
  demand: string[][];
  notes: string[];
}

/** All that a run says of concurrency, in the order of the findings. */
export function concurrencySentences(findings: ConcurrencyFindings): ConcurrencySentences {
  return {
    throttling: findings.throttling.map(throttlingSentences),
    provisioned: findings.provisioned.map(provisionedSentences),
    demand: findings.demand.map(demandSentences),
    notes: findings.notes.map(gapSentence),
  };
}

/** How provisioned concurrency held, and how much spilled over. */
export function provisionedSentences(finding: ProvisionedFinding): string[] {
  return [...readiness(finding), useSentence(finding), ...coldStartSentences(finding)];
}

function readiness(finding: ProvisionedFinding): string[] {
  const { requested, allocated, status } = finding;
  if (status === 'READY' && allocated >= requested) return [];
  const name = nameOf(finding);
  return [
    `Before the run ${formatCount(allocated)} of the ${formatCount(requested)} provisioned for ${name} were ready (${status}).`,
  ];
}

function useSentence(finding: ProvisionedFinding): string {
  const { requested, peakInFlight, isSampled, spillover } = finding;
  const { beyond } = finding.details;
  const most = `${isSampled ? 'about ' : ''}${formatCount(peakInFlight)} in flight at most`;
  const head = `${nameOf(finding)} has ${formatCount(requested)} provisioned, ${most}`;
  if (spillover !== 'spilled') return `${head}: they held it.`;
  if (beyond === 0) return `${head}, and some spilled over all the same${whyWithin(finding)}.`;
  return `${head}: up to ${formatCount(beyond)} at once spilled over and ran on demand.`;
}

/** Within the concurrency: the provisioned too has its request rate (AWS Lambda guide, "Understanding concurrency"). */
function whyWithin({ requested, allocated, details }: ProvisionedFinding): string {
  const { peakHz, requestsPerConcurrency } = details;
  const ruleHz = requested * requestsPerConcurrency;
  if (peakHz > ruleHz) {
    return `: up to ${formatHz(peakHz)} were sent, and they take ${requestsPerConcurrency} a second each, ${formatHz(ruleHz)}`;
  }
  return allocated < requested ? ': they were not all ready' : '';
}

function coldStartSentences({ coldStarts, reports, details }: ProvisionedFinding): string[] {
  if (reports === 0) return ['How many started cold is not known: log: Tail tells.'];
  if (coldStarts === 0) return [];
  const many = `${formatCount(coldStarts)} of ${formatCount(reports)}`;
  const init = `init p50 ${formatUs(details.initP50Us)}`;
  return [
    details.isInitBefore
      ? `${many} report an init (${init}) longer than they took: first uses of provisioned environments, and no spillover.`
      : `${many} started cold (${init}): each began an environment on demand.`,
  ];
}

function nameOf({ functionName, qualifier }: { functionName: string; qualifier: string }): string {
  return `${shortName(functionName)}:${qualifier}`;
}

/** What concurrency the load needed, in the whole run and, where that tells more, at its busiest. */
export function demandSentences({ whole, busiest, details }: DemandFinding): string[] {
  const head = details.isClosed ? 'In a closed loop the load kept' : 'The load needs';
  const sentence = `${head} ${demandText(whole)}${gapText(details.wholeGap)}.`;
  if (!details.isBusierApart) return [sentence];
  const when = `At its busiest, ${formatSeconds(busiest.fromS)} to ${formatSeconds(busiest.toS)}, it`;
  return [sentence, `${when} needs ${demandText(busiest)}${gapText(details.busiestGap)}.`];
}

function demandText(demand: Demand): string {
  const { arrivalHz, serviceMs, needed, meanInFlight, peakInFlight } = demand;
  const law = `${formatHz(arrivalHz)} × ${formatUs(serviceMs * 1000)}`;
  const measured = `in flight were ${amount(meanInFlight)} on average, ${formatCount(peakInFlight)} at most`;
  return `${amount(needed)} at once (${law}); ${measured}`;
}

const gapTexts: Record<DemandGap, string> = {
  unanswered: 'what was never answered was in flight too',
  notSent: 'the rest was not sent',
  throttled: 'the rest was throttled',
  throttledOrNotSent: 'the rest was throttled or not sent',
};

function gapText(gap: DemandGap | null): string {
  return gap === null ? '' : `: ${gapTexts[gap]}`;
}

/** `0.4`, `20.1`, `1,204` */
function amount(n: number): string {
  return n >= 100 ? formatCount(n) : String(Number(n.toPrecision(n < 1 ? 2 : 3)));
}

/** What is not known, and why. */
export function gapSentence(gap: ConcurrencyGap): string {
  switch (gap.kind) {
    case 'unawaited':
      return `${gap.invocationType}: when the function runs, and how many at once, cannot be seen from here.`;
    case 'noLimits':
      return `The limits are not known: ${gap.why}.`;
    case 'noAccountLimit':
      return `The limit of the account is not known: ${gap.why}.`;
    case 'noReservedLimit':
      return `The reserved concurrency of ${shortName(gap.functionName)} is not known: ${gap.why}.`;
    case 'noProvisionedLimit':
      return `The provisioned concurrency of ${nameOf(gap)} is not known: ${gap.why}.`;
  }
}
