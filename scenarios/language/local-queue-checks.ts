import type { Issues } from './local-section-checks.js';

/** Where the checks look for what they need. */
interface CheckedSection {
  region?: string | undefined;
  accountId?: string | undefined;
  functions: Record<string, { async?: Destinations | undefined }>;
  queues?: Record<string, CheckedQueue> | undefined;
}

interface CheckedQueue {
  redrive?: { deadLetterQueue: string } | undefined;
}

interface Destinations {
  onSuccess?: string | undefined;
  onFailure?: string | undefined;
  deadLetter?: string | undefined;
}

const destinationKeys = ['onSuccess', 'onFailure', 'deadLetter'] as const;

/** Queues that are named, and are not there; names that SQS has no queue of. */
export function checkQueues(section: CheckedSection, issues: Issues): void {
  const report = (path: PropertyKey[], message: string, hint: string): void =>
    issues.addIssue({ code: 'custom', message, path, params: { hint } });
  const queues = section.queues ?? {};
  const names = Object.keys(queues);
  for (const [name, { redrive }] of Object.entries(queues)) {
    const path = ['queues', name];
    if (!/^[\w-]{1,80}$/.test(name)) {
      const hint = 'Use up to 80 letters, digits, - and _; FIFO queues are not modeled.';
      report(path, `"${name}" is not the name of a standard queue`, hint);
    }
    if (redrive === undefined) continue;
    const target = redrive.deadLetterQueue;
    const at = [...path, 'redrive', 'deadLetterQueue'];
    if (target === name) {
      report(at, 'a queue is not its own dead-letter queue', 'Add another queue for it.');
    } else if (!names.includes(target)) {
      report(at, `there is no queue ${target}`, `There are ${names.join(', ')}.`);
    }
  }
  for (const [name, fn] of Object.entries(section.functions)) {
    for (const key of destinationKeys) {
      const arn = fn.async?.[key];
      const fault = arn === undefined ? undefined : arnFault(arn, key, section);
      if (fault !== undefined) report(['functions', name, 'async', key], ...fault);
    }
  }
}

/** What is wrong with a destination that is an ARN, and what to do. */
function arnFault(
  arn: string,
  key: (typeof destinationKeys)[number],
  { region = 'us-east-1', accountId = '123456789012', functions, queues = {} }: CheckedSection,
): [message: string, hint: string] | undefined {
  const [prefix, , service, ...rest] = arn.split(':');
  if (prefix !== 'arn') return undefined;
  if (service !== 'sqs' && service !== 'lambda') {
    const hint = 'Name a queue, arn:aws:sqs:…, or a function, arn:aws:lambda:….';
    return ['this is not the ARN of a queue or a function', hint];
  }
  const [itsRegion, itsAccount, ...name] = rest;
  if (itsRegion !== region || itsAccount !== accountId) {
    const here = `arn:aws:${service}:${region}:${accountId}:…`;
    return ['this ARN is of another region or account', `Here they begin with ${here}`];
  }
  if (service === 'sqs') {
    const [queue = ''] = name;
    if (Object.hasOwn(queues, queue)) return undefined;
    return [`there is no queue ${queue}`, `Add it to queues: ${queue}: {}.`];
  }
  const [, fn = ''] = name;
  if (key === 'deadLetter') return ['a dead-letter queue is no function', 'Name a queue.'];
  if (Object.hasOwn(functions, fn)) return undefined;
  return [`there is no function ${fn}`, `There are ${Object.keys(functions).join(', ')}.`];
}
