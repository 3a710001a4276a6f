import type { FollowedFunction, FollowSettings } from '../../core/follow/settings.js';
import { formatSeconds, formatShare } from '../../core/quantity/format.js';

/** What will be read after a run, and for how long, a sentence each: said before it. */
export function followSentences(settings: FollowSettings): string[] {
  const { functions, untilS, sample, consume } = settings;
  const of = sample < 1 ? `${formatShare(sample, 1)} of the events` : 'Events';
  const messages = consume ? 'Messages that tell of them are deleted.' : 'No message is deleted.';
  const hasQueues = functions.some((each) => each.success ?? each.failure ?? each.deadLetters);
  return [
    ...functions.map((each) => `${of} of ${nameOf(each)} are followed in ${sourcesOf(each)}.`),
    `Their ends are waited for until ${formatSeconds(untilS)} after the last was accepted.${hasQueues ? ` ${messages}` : ''}`,
    ...functions.flatMap((each) => stillQueued(each, untilS)),
  ];
}

function nameOf({ functionName, qualifier }: FollowedFunction): string {
  return qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
}

function sourcesOf({ logs, success, failure, deadLetters }: FollowedFunction): string {
  const sources = [
    ...(logs ? [`the log group ${logs.group}`] : []),
    ...[...new Set([success, failure, deadLetters])].flatMap((arn) =>
      arn === undefined ? [] : [`the queue ${arn.split(':').at(-1)}`],
    ),
  ];
  const last = sources.at(-1) ?? '';
  return sources.length < 2 ? last : `${sources.slice(0, -1).join(', ')} and ${last}`;
}

/** A throttled event may be in the queue for as long as its age allows. */
function stillQueued(each: FollowedFunction, untilS: number): string[] {
  const ageS = each.policy.maxAgeMs / 1000;
  if (ageS <= untilS) return [];
  return [
    `${nameOf(each)} keeps throttled events for up to ${formatSeconds(ageS)}: those are pending when the time is over.`,
  ];
}
