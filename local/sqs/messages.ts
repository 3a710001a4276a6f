import { defined } from '../../core/base/defined.js';
import { integerOf, type Members, textOf, textsOf } from '../aws-json/members.js';
import { answerEach, entriesOf } from './batch.js';
import { contentOf, delayOf } from './content.js';
import {
  batchFault,
  invalidParameter,
  invalidValue,
  missingParameter,
  notInFlight,
} from './faults.js';
import { type MessageContent, md5Of, md5OfAttributes, sizeOf } from './message.js';
import type { QueueOperation } from './operation.js';
import type { Queue } from './queue.js';
import { queueOf } from './queue-names.js';
import { readReceipt } from './receipt.js';
import { renderMessage, type Wanted } from './render.js';

/** The most that one batch may send (Amazon SQS guide, "Message quotas"). */
const maxBatchBytes = 1_048_576;

/** One message. */
export const sendMessage: QueueOperation = ({ input }, queues) => {
  const { queue } = queueOf(input, queues);
  const content = contentOf(input);
  checkSize(content, queue.settings.maximumMessageBytes);
  const { messageId } = queue.send(content, delayOf(input, queue.settings));
  return sentAnswer(messageId, content);
};

/** Up to ten messages. */
export const sendMessageBatch: QueueOperation = ({ input }, queues) => {
  const { queue } = queueOf(input, queues);
  const entries = entriesOf(input, 'SendMessageBatchRequestEntry');
  const total = entries.reduce((bytes, { members }) => bytes + batchSizeOf(members), 0);
  if (total > maxBatchBytes) {
    const message = `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${total} bytes.`;
    throw batchFault('BatchRequestTooLong', message);
  }
  return answerEach(entries, (members) => {
    // The queue's own limit does not hold for batches (recorded 2024-04).
    const content = contentOf(members);
    const { messageId } = queue.send(content, delayOf(members, queue.settings));
    return sentAnswer(messageId, content);
  });
};

/** Up to ten messages, waited for where none are there. */
export const receiveMessage: QueueOperation = ({ input, onGone }, queues) => {
  const { queue } = queueOf(input, queues);
  const count = integerOf(input, 'MaxNumberOfMessages') ?? 1;
  if (count < 1 || count > 10) {
    throw invalidParameter('MaxNumberOfMessages', count, 'Must be between 1 and 10, if provided.');
  }
  const waitS = within(input, 'WaitTimeSeconds', 20) ?? queue.settings.receiveWaitS;
  const visibilityTimeoutS =
    within(input, 'VisibilityTimeout', 43_200) ?? queue.settings.visibilityTimeoutS;
  const wanted = wantedOf(input);
  return new Promise<object>((resolve) => {
    const stop = queue.receive({ count, waitS, visibilityTimeoutS }, (messages) => {
      const Messages = messages.map((message) => renderMessage(message, wanted));
      // An answer without messages has no list of them (recorded 2025-02).
      resolve(Messages.length === 0 ? {} : { Messages });
    });
    onGone(stop);
  });
};

/** Takes a message out for good. */
export const deleteMessage: QueueOperation = ({ input }, queues) => {
  const { queue } = queueOf(input, queues);
  const { messageId, receipt } = receiptIn(input);
  queue.delete(messageId, receipt);
  return {};
};

/** Takes up to ten messages out for good. */
export const deleteMessageBatch: QueueOperation = ({ input }, queues) => {
  const { queue } = queueOf(input, queues);
  return answerEach(entriesOf(input, 'DeleteMessageBatchRequestEntry'), (members) => {
    const { messageId, receipt } = receiptIn(members);
    queue.delete(messageId, receipt);
    return {};
  });
};

/** Hides a received message for longer, or shows it again. */
export const changeMessageVisibility: QueueOperation = ({ input }, queues) => {
  changeVisibility(input, queueOf(input, queues).queue);
  return {};
};

/** The same for up to ten messages. */
export const changeMessageVisibilityBatch: QueueOperation = ({ input }, queues) => {
  const { queue } = queueOf(input, queues);
  return answerEach(entriesOf(input, 'ChangeMessageVisibilityBatchRequestEntry'), (members) => {
    changeVisibility(members, queue);
    return {};
  });
};

function changeVisibility(members: Members, queue: Queue): void {
  const { messageId, receipt } = receiptIn(members);
  const timeoutS = within(members, 'VisibilityTimeout', 43_200);
  if (timeoutS === undefined) throw missingParameter('VisibilityTimeout');
  const outcome = queue.changeVisibility(messageId, receipt, timeoutS);
  if (outcome === 'notInFlight') throw notInFlight();
  if (outcome === 'gone') {
    const reason = 'Message does not exist or is not available for visibility timeout change.';
    throw invalidParameter('ReceiptHandle', textOf(members, 'ReceiptHandle'), reason);
  }
}

function receiptIn(members: Members): ReturnType<typeof readReceipt> {
  const handle = textOf(members, 'ReceiptHandle') ?? '';
  if (handle === '') throw missingParameter('ReceiptHandle');
  return readReceipt(handle);
}

function within(input: Members, name: string, max: number): number | undefined {
  const value = integerOf(input, name);
  if (value === undefined || (value >= 0 && value <= max)) return value;
  throw invalidParameter(name, value, `Must be >= 0 and <= ${max}, if provided.`);
}

function wantedOf(input: Members): Wanted {
  return {
    system: [...textsOf(input, 'AttributeNames'), ...textsOf(input, 'MessageSystemAttributeNames')],
    attributes: textsOf(input, 'MessageAttributeNames'),
  };
}

function sentAnswer(MessageId: string, { body, attributes }: MessageContent): object {
  return {
    MessageId,
    MD5OfMessageBody: md5Of(body),
    ...defined({ MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

function batchSizeOf(members: Members): number {
  try {
    return sizeOf(contentOf(members));
  } catch {
    // Refused by itself, and then of no size.
    return 0;
  }
}

function checkSize(content: MessageContent, maxBytes: number): void {
  if (sizeOf(content) <= maxBytes) return;
  throw invalidValue(
    `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
  );
}
