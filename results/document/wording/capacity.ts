import type {
  BindingLimit,
  BindingLimitKind,
  CapacityReport,
  CapacityWarning,
  LevelKind,
  Recommendation,
  StepFault,
} from '../../../core/judge/capacity/capacity-report.js';
import { formatCount, formatHz, formatSeconds, formatUs } from '../../../core/quantity/format.js';
import { observedText } from './expectations.js';

/** `200/s`, or `50 in flight`. */
export function levelText(by: LevelKind, level: number): string {
  return by === 'rate' ? formatHz(level) : `${formatCount(level)} in flight`;
}

/** Why a step broke, or says nothing: `p99 < 300ms: 480 ms`. */
export function faultText(fault: StepFault): string {
  switch (fault.kind) {
    case 'objective':
      return `${fault.verdict.text}: ${observedText(fault.verdict.observed)}`;
    case 'mostly': {
      const { outcome, type, message } = fault;
      return `mostly ${outcome} ${type}${message === '' ? '' : `: ${message}`}`;
    }
    case 'inFlightLimit':
      return `${fault.arrivals} arrivals found the in-flight limit reached (limits.maxInFlight)`;
    case 'late':
      return `it fell behind: half was sent over ${formatUs(fault.medianUs)} late`;
    case 'backlog': {
      const [from, to] = [fault.fromInFlight, fault.toInFlight].map(Math.round) as [number, number];
      return `a backlog grew from ${formatCount(from)} to ${formatCount(to)} in flight`;
    }
    case 'eventBacklog':
      return backlogText(fault);
    case 'coldStarts': {
      const { coldStarts, warmUpS } = fault;
      const starts = coldStarts === 1 ? '1 environment' : `${formatCount(coldStarts)} environments`;
      return `${starts} still started after a warm-up of ${formatSeconds(warmUpS)}`;
    }
    case 'stall': {
      const { atS, p50Us, p99Us } = fault;
      return `a stall ${formatSeconds(atS)} into the step: p99 jumped to ${formatUs(p99Us)}, while p50 stood at ${formatUs(p50Us)}`;
    }
    case 'worded':
      return fault.text;
  }
}

/** `events waited ever longer for their first start, from 0.1 s to 4 s (5 to 320 of them; p = 0.0001)`. */
function backlogText(fault: Extract<StepFault, { kind: 'eventBacklog' }>): string {
  const { fromAgeUs, toAgeUs, fromWaiting, toWaiting, pValue } = fault;
  const [from, to] = [fromWaiting, toWaiting].map((each) => formatCount(Math.round(each)));
  const p = pValue < 0.0001 ? 'p < 0.0001' : `p = ${pValue.toPrecision(2)}`;
  return `events waited ever longer for their first start: ${formatUs(fromAgeUs)} to ${formatUs(toAgeUs)} (${from} to ${to} of them; ${p})`;
}

/** Why the search has its verdict, a sentence without its period; null where the rate alone says it. */
export function reasonText({
  why,
  by,
  atLeast,
}: Pick<CapacityReport, 'why' | 'by' | 'atLeast'>): string | null {
  if (why === null) return null;
  const asked = atLeast === null ? '' : levelText(by, atLeast);
  switch (why.kind) {
    case 'generator':
      return 'the generator is the limit';
    case 'contradiction':
      return 'the measurements contradict each other';
    case 'budget':
      return 'the budget was spent before the search was over';
    case 'interrupted':
      return 'it was interrupted';
    case 'aborted':
      return 'a step was aborted';
    case 'nothingHeld':
      return 'the objective broke at every level tried';
    case 'aboveMaximum':
      return `${asked} is above the highest level tried`;
    case 'belowAsked':
      return `${asked} was asked for`;
    case 'worded':
      return why.text;
  }
}

/** The rest of the sentence `above it …`. */
export function limitText({ kind, value, evidence }: BindingLimit): string {
  switch (evidence.kind) {
    case 'objective':
      return `${leadOf(kind, value, evidence.why)}: ${evidence.why.map(faultText).join('; ')}`;
    case 'generator':
      return `the generator can do no more: ${evidence.why.map(faultText).join('; ')}`;
    case 'throttles':
      return throttlesText(kind, value, evidence.reason);
    case 'none':
      return unseen[kind] ?? 'nothing was seen';
    case 'worded':
      return evidence.text;
  }
}

/** What the objective broke on. */
function leadOf(kind: BindingLimitKind, value: number | null, why: readonly StepFault[]): string {
  if (kind === 'coldStarts')
    return 'environments keep starting, and cold starts break the objective';
  return kind === 'throughput' && value !== null
    ? `no more than ${formatHz(value)} ${why.some(isOfEvents) ? 'start' : 'are answered'}, and the rest waits`
    : 'the objective breaks';
}

function isOfEvents({ kind }: StepFault): boolean {
  return kind === 'eventBacklog';
}

const unseen: Partial<Record<BindingLimitKind, string>> = {
  budget: 'the budget was spent',
  maximum: 'no limit was met, at the highest level allowed',
};

function throttlesText(kind: BindingLimitKind, value: number | null, reason: string): string {
  const at = value === null ? '' : `, at ${formatHz(value)}`;
  switch (kind) {
    case 'reservedConcurrency':
      return `the function's reserved concurrency of ${value} throttles`;
    case 'accountConcurrency':
      return `the account's unreserved concurrency of ${value} throttles`;
    case 'invocationRate':
      return 'the request-rate or the burst rule throttles; with log: Tail the report says which';
    case 'burst':
      return `the burst rule throttles${at} new environments`;
    case 'requestRate':
      return `the request-rate rule (10 for each unit of concurrency) throttles${at}`;
    case 'callerRate':
      return `the caller's rate limit throttles${at}`;
    default:
      return `Lambda throttles (${reason})${at}`;
  }
}

/** What to reserve, and how that is computed. */
export function recommendationText(recommendation: Recommendation): string {
  const { basis, concurrency, needed, peak, headroom } = recommendation;
  if (basis.kind === 'worded') return basis.text;
  const { rateHz, meanServiceUs, forRate, requestsPerConcurrency } = basis;
  const rule =
    forRate > peak
      ? `; ${formatCount(forRate)} allow the rate (${requestsPerConcurrency}/s each)`
      : '';
  return (
    `For ${formatHz(rateHz)}, reserve ${formatCount(concurrency)}: ${needed.toFixed(1)} are busy on average ` +
    `(${formatHz(rateHz)} × ${formatUs(meanServiceUs)}), ${formatCount(peak)} at most${rule}, and ${Math.round(headroom * 100)}% headroom. ` +
    'Provision as many where no caller may meet a cold start.'
  );
}

/** What a reader should know before believing the search, in a sentence or two. */
export function warningText(warning: CapacityWarning): string {
  switch (warning.kind) {
    case 'fewSamples': {
      const { text, observed } = warning.verdict;
      return `"${text}" rests on few samples at the sustained level (${observedText(observed)}): a longer --step tells more.`;
    }
    case 'onCredit':
      return 'A step held above what is let through for long: rate limits are buckets that start full. The answer is what was let through while it throttled; a longer --step shows the same.';
    case 'aboveThroughput':
      return 'A step held above what is answered each second while a backlog grows: a short step does not see the queue build up. The answer is at most what was answered, less two standard errors.';
    case 'longerSteps': {
      const { metric, needed, askedS, longestS } = warning;
      return `Steps took up to ${formatSeconds(longestS)} instead of ${formatSeconds(askedS)}: ${metric} needs ${formatCount(needed)} answers.`;
    }
    case 'noisySteps':
      return 'Steps at the same rate differ by more than the precision that was asked for, so the interval is wider: a longer --step narrows it.';
    case 'retriedLater': {
      const { attemptsEach, rateHz } = warning;
      return `Events ran ${attemptsEach.toFixed(2)} times each, and what failed was tried again after the step: under a load that lasts, retries take their share, and ${formatHz(rateHz)} is sustained.`;
    }
    case 'resumable':
      return `To take it up again: reprise capacity --resume ${warning.runId}`;
    case 'worded':
      return warning.text;
  }
}
