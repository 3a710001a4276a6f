import type { ClockOffset } from '../../../core/follow/clock-offset.js';
import type { FollowFindings, WitnessReport } from '../../../core/follow/findings.js';
import { isFollowBalanced } from '../../../core/follow/findings.js';
import type { EventCounts, EventEnd, UnknownReason } from '../../../core/measure/event-book.js';
import { formatCount, formatShare, formatUs } from '../../../core/quantity/format.js';

/** What each end means, in half a sentence. */
export const endTexts: Record<EventEnd, string> = {
  completed: 'ran to success',
  failed: 'failed in every attempt',
  expired: 'given up: too old for another attempt',
  discarded: 'given up at once: reserved concurrency is 0',
  pending: 'no end yet when the wait was over',
  lost: 'never ran, never given up, no longer in the queue',
  unknown: 'no source that was read can tell',
};

/** Why an event's end is not known, of so many events. */
export const unknownTexts: Record<UnknownReason, string> = {
  noRequestId: 'their acceptance carried no request id',
  successNotTold:
    'a success leaves no trace where it was looked for: follow logs or an on-success destination too',
  noRecord: 'they have no record: lost, or their records could not be delivered',
  neverRan: 'they never ran: given up without a record, or lost',
  notRetried: 'they failed and were not tried again: given up without a record, or lost',
  endNotLogged: 'an attempt began, and its end was not logged in its time',
  resultNotLogged:
    "the log doesn't say whether their last attempt failed: use the JSON log format, or follow a destination too",
};

const statusReasons = {
  stopped: 'it was stopped',
  enough: 'none was waiting in the queue any more',
  deadline: 'the time was over',
};

/** Why the wait was over. */
export function statusText({ status, total }: FollowFindings): string {
  const events = `${formatCount(total.accepted)} accepted events`;
  if (status === 'complete') return `Each of ${events} was followed to its end.`;
  const why = statusReasons[status];
  return `${events} were followed until ${why}: ${formatCount(total.open)} may still come to another end. reprise follow looks again.`;
}

/** What is beside the ends; one sentence each. */
export function besideTexts(counts: EventCounts): string[] {
  const { duplicates, deadLettered, throttledOut, undelivered } = counts;
  const some: [number, string][] = [
    [duplicates, 'ran to success more than once'],
    [deadLettered, 'went to the dead-letter queue'],
    [throttledOut, 'were given up without having run: throttled to the end'],
    [undelivered, 'ended without the record that a destination should have got'],
  ];
  return some
    .filter(([count]) => count > 0)
    .map(
      ([count, text]) =>
        `${formatCount(count)} ${count === 1 ? text.replace(/^were/, 'was') : text}.`,
    );
}

/** Events by attempts: `1 attempt: 350 (87.5%)`. */
export function attemptsText({ attempts, attemptsUnknown, accepted }: EventCounts): string {
  const names = ['none', 'one', 'two', 'three', 'more'];
  const known = attempts.flatMap((count, i) =>
    count === 0 ? [] : [`${names[i]} ${formatCount(count)} (${formatShare(count, accepted)})`],
  );
  const rest = attemptsUnknown === 0 ? [] : [`not known ${formatCount(attemptsUnknown)}`];
  return `Attempts: ${[...known, ...rest].join(', ')}.`;
}

/** By how much the times may be wrong. */
export function clockText({ leastMs, mostMs, answers }: ClockOffset): string {
  const signed = (ms: number): string => `${ms < 0 ? '−' : '+'}${formatUs(Math.abs(ms) * 1000)}`;
  return `Times in the queue and end to end include the difference between Lambda's clock and this machine's: between ${signed(leastMs)} and ${signed(mostMs)}, by the Date of ${answers} answers.`;
}

/** Where the books do not balance; undefined where they do. */
export function imbalanceText(findings: FollowFindings): string | undefined {
  if (isFollowBalanced(findings)) return undefined;
  const { total, acceptedByRun = 0 } = findings;
  return `The books do not balance: the run was told that ${formatCount(acceptedByRun)} events are accepted, and ${formatCount(total.accepted)} are followed.`;
}

/** What a source is of an event. */
export const witnessNames: Record<WitnessReport['witness'], string> = {
  logs: 'log',
  success: 'on-success destination',
  failure: 'on-failure destination',
  deadLetters: 'dead-letter queue',
};
