import type { RunSide } from '../../../core/judge/compare/run-side.js';
import type { PlannedWorkload } from '../../../core/measure/run-books.js';
import { formatCount, formatShare } from '../../../core/quantity/format.js';
import type { LateSeconds } from '../lateness.js';
import type { RunMeta } from '../run-meta.js';
import type { RunReport } from '../run-report.js';

/** A run, and what of it is compared. */
export interface ComparedRun {
  name: 'old' | 'new';
  report: RunReport;
  side: RunSide;
}

/** Above this share of throttles a run measured its limits as much as its function. */
const manyThrottled = 0.01;
const manyNotSent = 0.01;

/**
 * Why two runs may differ for other reasons than their functions, each a sentence without its full
 * stop; none where nothing speaks against comparing them.
 */
export function comparability(old: ComparedRun, now: ComparedRun): string[] {
  return [
    ...differentPlans(old.report.run.meta, now.report.run.meta),
    ...[old, now].flatMap(ownDoubts),
    ...eventDoubts(old, now),
  ];
}

function differentPlans(old: RunMeta, now: RunMeta): string[] {
  const warnings: string[] = [];
  if (old.scenario !== now.scenario) {
    warnings.push('the scenarios differ: payloads, limits or load may not be the same');
  }
  const loads = [old, now].map(({ plan }) => JSON.stringify(plan.map(loadOf)));
  if (loads[0] !== loads[1]) warnings.push('the loads differ in rate, length or concurrency');
  const types = [old, now].map(({ plan }) => plan.map(({ invocationType }) => invocationType));
  if (String(types[0]) !== String(types[1])) {
    warnings.push('the invocation types differ: their latencies are not of the same thing');
  }
  if (old.seed !== now.seed) warnings.push('the seeds differ: payloads came in another order');
  if (old.endpoint.url !== now.endpoint.url && !isLocalPair(old, now)) {
    warnings.push(`the endpoints differ: ${old.endpoint.url} and ${now.endpoint.url}`);
  }
  if (old.environment.client !== now.environment.client) {
    warnings.push('one was sent by the fast client and one by the SDK');
  }
  return warnings;
}

function loadOf({ stages }: PlannedWorkload) {
  return stages.map(({ planned, durationS, rateHz, load, peakHz, concurrency }) => ({
    ...{ planned, durationS, rateHz, load, peakHz, concurrency },
  }));
}

/** The local Lambda takes another port each time. */
function isLocalPair(old: RunMeta, now: RunMeta): boolean {
  return [old, now].every(({ endpoint }) => /^http:\/\/(127\.|localhost)/.test(endpoint.url));
}

function ownDoubts({ name, report, side }: ComparedRun): string[] {
  const { status } = report.run;
  const { throttled, notSent } = side;
  const doubts: string[] = [];
  if (status !== 'finished') doubts.push(`${name} did not finish (${status})`);
  if (throttled.count > manyThrottled * throttled.of) {
    doubts.push(`${formatShare(throttled.count, throttled.of)} of ${name} was throttled`);
  }
  if (notSent.count > manyNotSent * notSent.of) {
    doubts.push(`${formatShare(notSent.count, notSent.of)} of ${name} was never sent`);
  }
  if (report.late && report.late.seconds > 0) doubts.push(lateText(name, report.late));
  if (side.coldStarts.of === 0) doubts.push(`cold starts of ${name} are not known: no log tails`);
  return doubts;
}

/** Of events, where either side's were followed. */
function eventDoubts(old: ComparedRun, now: ComparedRun): string[] {
  if (!old.side.events && !now.side.events) return [];
  return [old, now].flatMap(({ name, side: { events } }) => {
    if (!events) return [`what became of the events of ${name} was not followed`];
    const { undecided, counts } = events;
    if (undecided === 0) return [];
    const share = `${formatCount(undecided)} of ${formatCount(counts.accepted)} events of ${name}`;
    return [`how ${share} ended is not known: reprise follow may find it out`];
  });
}

function lateText(name: string, { seconds }: LateSeconds): string {
  return `the generator was late in ${seconds} ${seconds === 1 ? 'second' : 'seconds'} of ${name}`;
}
