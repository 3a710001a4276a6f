import type { JsonService, ServiceOperation } from '../aws-json/service.js';
import type { SignatureCheck } from '../signature/check.js';
import * as administration from './administration.js';
import * as messages from './messages.js';
import type { QueueOperation } from './operation.js';
import type { Queues } from './queues.js';

/** Amazon SQS: the operations that there are here (AWS JSON 1.0, as the SDKs speak it since 2023-11). */
export function sqsService(
  queues: Queues,
  checkSignature: SignatureCheck | undefined,
): JsonService {
  const on =
    (run: QueueOperation): ServiceOperation =>
    (call) =>
      run(call, queues);
  return {
    name: 'SQS',
    targetPrefix: 'AmazonSQS',
    scope: 'sqs',
    namespace: 'com.amazonaws.sqs',
    contentType: 'application/x-amz-json-1.0',
    checkSignature,
    operations: {
      SendMessage: on(messages.sendMessage),
      SendMessageBatch: on(messages.sendMessageBatch),
      ReceiveMessage: on(messages.receiveMessage),
      DeleteMessage: on(messages.deleteMessage),
      DeleteMessageBatch: on(messages.deleteMessageBatch),
      ChangeMessageVisibility: on(messages.changeMessageVisibility),
      ChangeMessageVisibilityBatch: on(messages.changeMessageVisibilityBatch),
      CreateQueue: on(administration.createQueue),
      DeleteQueue: on(administration.deleteQueue),
      GetQueueUrl: on(administration.getQueueUrl),
      ListQueues: on(administration.listQueues),
      GetQueueAttributes: on(administration.getQueueAttributes),
      SetQueueAttributes: on(administration.setQueueAttributes),
      PurgeQueue: on(administration.purgeQueue),
    },
  };
}
