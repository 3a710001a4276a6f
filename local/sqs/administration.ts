import { ServiceFault } from '../aws-json/fault.js';
import { integerOf, objectOf, textOf, textsOf } from '../aws-json/members.js';
import { attributesOf, differenceOf, settingsOf } from './attributes.js';
import { purgeInProgress, queueExists, queueMissing, unknownAttribute } from './faults.js';
import type { QueueOperation } from './operation.js';
import { queueNameIn, queueOf, urlOf } from './queue-names.js';
import { defaultSettings, maxQueues } from './queues.js';

/** Makes a queue; one that is there already, and set so, is as good. */
export const createQueue: QueueOperation = ({ input, host }, queues) => {
  const name = queueNameIn(input);
  const attributes = objectOf(input, 'Attributes');
  const known = queues.get(name);
  const difference = known && differenceOf(attributes, known.queue);
  if (difference !== undefined) throw queueExists(difference);
  if (known === undefined) {
    if (queues.all().length >= maxQueues) {
      throw new ServiceFault('OverLimit', `The local SQS has at most ${maxQueues} queues.`);
    }
    queues.create(name, settingsOf(attributes, defaultSettings));
  }
  return { QueueUrl: urlOf(name, host, queues) };
};

/** Takes a queue away with all that is in it. */
export const deleteQueue: QueueOperation = ({ input }, queues) => {
  queues.delete(queueOf(input, queues).name);
  return {};
};

/** The URL of a queue by its name. */
export const getQueueUrl: QueueOperation = ({ input, host }, queues) => {
  const name = textOf(input, 'QueueName') ?? '';
  const owner = textOf(input, 'QueueOwnerAWSAccountId') ?? queues.accountId;
  if (queues.get(name) === undefined || owner !== queues.accountId) throw queueMissing();
  return { QueueUrl: urlOf(name, host, queues) };
};

/** The URLs of all queues. */
export const listQueues: QueueOperation = ({ input, host }, queues) => {
  const prefix = textOf(input, 'QueueNamePrefix') ?? '';
  const max = integerOf(input, 'MaxResults');
  const after = Buffer.from(textOf(input, 'NextToken') ?? '', 'base64').toString();
  const names = queues
    .all()
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix) && name > after);
  const page = names.slice(0, max ?? 1000);
  const last = page.at(-1);
  const isMore = max !== undefined && page.length < names.length && last !== undefined;
  return {
    ...(page.length > 0 && { QueueUrls: page.map((name) => urlOf(name, host, queues)) }),
    ...(isMore && { NextToken: Buffer.from(last).toString('base64') }),
  };
};

/** What a queue is set to, and how much is in it. */
export const getQueueAttributes: QueueOperation = ({ input }, queues) => {
  const all = attributesOf(queueOf(input, queues));
  const names = textsOf(input, 'AttributeNames');
  const unknown = names.find((name) => name !== 'All' && !knownAttributes.has(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const wanted = Object.entries(all).filter(
    ([name]) => names.includes('All') || names.includes(name),
  );
  return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
};

/** Sets what a queue is set to. */
export const setQueueAttributes: QueueOperation = ({ input }, queues) => {
  const named = queueOf(input, queues);
  named.queue.settings = settingsOf(objectOf(input, 'Attributes'), named.queue.settings);
  named.modifiedMs = queues.clock.epochMs();
  return {};
};

/** Amazon SQS API reference, PurgeQueue: once a minute. */
const purgeIntervalMs = 60_000;

/** Empties a queue. */
export const purgeQueue: QueueOperation = ({ input }, queues) => {
  const named = queueOf(input, queues);
  const nowMs = queues.clock.nowMs();
  if (named.purgedMs !== undefined && nowMs - named.purgedMs < purgeIntervalMs) {
    throw purgeInProgress(named.name);
  }
  named.purgedMs = nowMs;
  named.queue.purge();
  return {};
};

/** Names that may be asked for, those of queues of other kinds among them. */
const knownAttributes = new Set([
  ...['QueueArn', 'Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'SqsManagedSseEnabled'],
  ...['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  ...['ApproximateNumberOfMessagesDelayed', 'CreatedTimestamp', 'LastModifiedTimestamp'],
  ...['VisibilityTimeout', 'MaximumMessageSize', 'MessageRetentionPeriod', 'DelaySeconds'],
  ...['ReceiveMessageWaitTimeSeconds', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds'],
  ...['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'],
]);
