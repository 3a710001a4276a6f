import { type Members, textOf } from '../aws-json/members.js';
import { invalidParameter, missingParameter, queueMissing } from './faults.js';
import type { NamedQueue, Queues } from './queues.js';

/** The queue that a request names by its URL; the last part of a URL is the name. Throws for none. */
export function queueOf(input: Members, queues: Queues): NamedQueue {
  const url = textOf(input, 'QueueUrl') ?? '';
  if (url === '') throw missingParameter('QueueUrl');
  const [, accountId, name = ''] = /(?:^|\/)(\d{12})\/([^/]+)\/?$/.exec(url) ?? [];
  const found = accountId === queues.accountId ? queues.get(name) : undefined;
  if (found === undefined) throw queueMissing();
  return found;
}

/** The URL of a queue under the name by which the client reached this server. */
export function urlOf(name: string, host: string, { accountId }: Queues): string {
  return `http://${host}/${accountId}/${name}`;
}

/** A name that a queue may have. Throws for another, and for a FIFO queue: those are not modelled. */
export function queueNameIn(input: Members): string {
  const name = textOf(input, 'QueueName') ?? '';
  if (name === '') throw missingParameter('QueueName');
  if (name.endsWith('.fifo')) {
    throw invalidParameter('QueueName', name, 'The local SQS has standard queues only.');
  }
  if (/^[\w-]{1,80}$/.test(name)) return name;
  const reason =
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.';
  throw invalidParameter('QueueName', name, reason);
}
