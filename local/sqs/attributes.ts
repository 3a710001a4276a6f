import { integerOf, isObject, type Members } from '../aws-json/members.js';
import { invalidAttribute, unknownAttribute } from './faults.js';
import type { Queue } from './queue.js';
import type { QueueSettings, Redrive } from './queue-parts.js';
import type { NamedQueue } from './queues.js';

type NumberKey = Exclude<keyof QueueSettings, 'redrive'>;

/** The attributes that can be set, with their bounds (Amazon SQS API reference, SetQueueAttributes). */
const numbers: Record<string, { key: NumberKey; min: number; max: number }> = {
  DelaySeconds: { key: 'delayS', min: 0, max: 900 },
  MaximumMessageSize: { key: 'maximumMessageBytes', min: 1024, max: 1_048_576 },
  MessageRetentionPeriod: { key: 'retentionS', min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { key: 'receiveWaitS', min: 0, max: 20 },
  VisibilityTimeout: { key: 'visibilityTimeoutS', min: 0, max: 43_200 },
};

/** Settings by their attributes, over what was set before. Throws for names and values that are none. */
export function settingsOf(attributes: Members, before: QueueSettings): QueueSettings {
  const settings = { ...before };
  for (const [name, value] of Object.entries(attributes)) {
    const number = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
    if (number !== undefined) settings[number.key] = numberIn(name, value, number);
    else if (name === 'RedrivePolicy') settings.redrive = redriveIn(value);
    else throw unknownAttribute(name);
  }
  return settings;
}

/** The first attribute in which a queue is set to something else. */
export function differenceOf(attributes: Members, queue: Queue): string | undefined {
  const wanted = settingsOf(attributes, queue.settings);
  return Object.keys(attributes).find((name) => {
    const key = numbers[name]?.key;
    return key === undefined
      ? JSON.stringify(wanted.redrive) !== JSON.stringify(queue.settings.redrive)
      : wanted[key] !== queue.settings[key];
  });
}

/** All attributes, in the service's order. */
export function attributesOf({ queue, arn, createdMs, modifiedMs }: NamedQueue): object {
  const { visible, delayed, inFlight } = queue.numbers;
  const { redrive, ...settings } = queue.settings;
  const text = (value: number): string => String(Math.floor(value));
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: text(visible),
    ApproximateNumberOfMessagesNotVisible: text(inFlight),
    ApproximateNumberOfMessagesDelayed: text(delayed),
    CreatedTimestamp: text(createdMs / 1000),
    LastModifiedTimestamp: text(modifiedMs / 1000),
    VisibilityTimeout: text(settings.visibilityTimeoutS),
    MaximumMessageSize: text(settings.maximumMessageBytes),
    MessageRetentionPeriod: text(settings.retentionS),
    DelaySeconds: text(settings.delayS),
    ReceiveMessageWaitTimeSeconds: text(settings.receiveWaitS),
    ...(redrive && { RedrivePolicy: redriveText(redrive) }),
    SqsManagedSseEnabled: 'true',
  };
}

function numberIn(
  name: string,
  value: unknown,
  { min, max }: { min: number; max: number },
): number {
  const number = Number(typeof value === 'string' && /^\d+$/.test(value) ? value : Number.NaN);
  if (number >= min && number <= max) return number;
  throw invalidAttribute(name);
}

function redriveIn(value: unknown): Redrive | undefined {
  // An empty text takes the policy away (recorded 2024-08).
  if (value === '') return undefined;
  const policy = parse(value);
  const deadLetterArn = policy.deadLetterTargetArn;
  const given = policy.maxReceiveCount;
  const maxReceiveCount =
    typeof given === 'string' ? Number(given) : integerOf(policy, 'maxReceiveCount');
  if (typeof deadLetterArn !== 'string' || maxReceiveCount === undefined) {
    throw invalidAttribute('RedrivePolicy');
  }
  if (!(maxReceiveCount >= 1 && maxReceiveCount <= 1000)) throw invalidAttribute('RedrivePolicy');
  return { deadLetterArn, maxReceiveCount };
}

function redriveText({ deadLetterArn, maxReceiveCount }: Redrive): string {
  return JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount });
}

function parse(value: unknown): Members {
  try {
    const policy: unknown = JSON.parse(String(value));
    if (isObject(policy)) return policy;
  } catch {
    // Said below.
  }
  throw invalidAttribute('RedrivePolicy');
}
