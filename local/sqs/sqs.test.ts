import { createHash } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accountId,
  fn,
  region,
  startTestLambda,
  synthetic,
  type TestLambda,
} from '../test-lambda.fixture.js';

// Over the real SDK and a socket. Messages and codes of refusals are those that LocalStack recorded
// from the service between 2024-04 and 2025-12 (tests/aws/services/sqs/test_sqs.snapshot.json,
// Apache-2.0), unless a row says otherwise.

const arn = (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`;
const asynchronous = {
  maximumRetryAttempts: 0,
  onSuccess: { kind: 'arn' as const, arn: arn('succeeded') },
  onFailure: { kind: 'arn' as const, arn: arn('failed') },
  deadLetter: { kind: 'arn' as const, arn: arn('dead') },
};
const fails = synthetic({ errorRate: 1, errorType: 'OrderError', errorMessage: 'no stock' });

let local: TestLambda;
let client: sqs.SQSClient;
beforeAll(async () => {
  local = await startTestLambda(
    {
      works: fn({ asynchronous }),
      fails: fn({ asynchronous, versions: { $LATEST: fails } }),
      lost: fn({ asynchronous: { onSuccess: { kind: 'arn', arn: arn('nowhere') } } }),
    },
    {
      queues: {
        ...{ succeeded: {}, failed: {}, dead: {}, small: { maxMessages: 3 } },
        flaky: { visibilityTimeoutS: 1, redrive: { deadLetterQueue: 'dead', maxReceiveCount: 2 } },
      },
    },
  );
  const { url, credentials } = local.lambda;
  client = new sqs.SQSClient({ endpoint: url, region, credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await local.close();
});

const urlOf = (name: string) => `${local.lambda.url}/${accountId}/${name}`;

let made = 0;
async function newQueue(Attributes: Record<string, string> = {}): Promise<string> {
  const QueueName = `queue-${made++}`;
  const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName, Attributes }));
  expect(QueueUrl).toBe(urlOf(QueueName));
  return QueueUrl ?? '';
}

async function receive(
  QueueUrl: string,
  more: Partial<sqs.ReceiveMessageCommandInput> = {},
): Promise<sqs.Message[]> {
  const { Messages } = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl, ...more }));
  return Messages ?? [];
}

const all: Partial<sqs.ReceiveMessageCommandInput> = {
  MessageSystemAttributeNames: ['All'],
  MessageAttributeNames: ['All'],
};

interface Ledger {
  functions: Record<string, { undelivered: number }>;
  queues: Record<string, { dropped: number; sent: number; waiting: number }>;
}

async function ledger(): Promise<Ledger> {
  const answer = await fetch(`${local.lambda.url}/reprise/ledger`);
  return (await answer.json()) as Ledger;
}

describe('messages', () => {
  test('are sent, received and deleted', async () => {
    const QueueUrl = await newQueue();
    const sent = await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'ä 1' }));
    expect(sent).toMatchObject({
      MD5OfMessageBody: createHash('md5').update('ä 1').digest('hex'),
      MessageId: expect.any(String),
    });
    const [message] = await receive(QueueUrl);
    expect(message).toEqual({
      MessageId: sent.MessageId,
      ReceiptHandle: expect.any(String),
      MD5OfBody: sent.MD5OfMessageBody,
      Body: 'ä 1',
    });
    expect(await receive(QueueUrl)).toEqual([]);
    const { ReceiptHandle } = message ?? {};
    await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    const command = new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    expect((await client.send(command)).Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  test.each([
    [
      'one text',
      { Foo: { DataType: 'String', StringValue: 'Bar' } },
      'ae7155c6026991b6d54b11589678bf9c',
    ],
    [
      'three texts',
      {
        Help: undefined,
        'Help.Me': { DataType: 'String', StringValue: 'Me' },
        Hello: { DataType: 'String', StringValue: 'There' },
        General: { DataType: 'String', StringValue: 'Kenobi' },
      },
      '4c360f3fdafd970e05fae2f149d997f5',
    ],
    [
      'bytes',
      {
        attr1: {
          DataType: 'Binary',
          BinaryValue: Buffer.from(
            'traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01',
          ),
        },
      },
      '8cbe4db156db8a94db8b801b7addb984',
    ],
  ])('the digest of attributes is the one recorded: %s', async (_name, attributes, digest) => {
    const QueueUrl = await newQueue();
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).filter(([, value]) => value !== undefined),
    ) as Record<string, sqs.MessageAttributeValue>;
    const command = new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'm', MessageAttributes });
    expect((await client.send(command)).MD5OfMessageAttributes).toBe(digest);
    const [message] = await receive(QueueUrl, all);
    expect(message?.MD5OfMessageAttributes).toBe(digest);
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(
      Object.keys(MessageAttributes).sort(),
    );
  });

  test('have the attributes that are asked for', async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: '0' });
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const MessageAttributes = { 'a.b': text('1'), 'a.c': text('2'), d: text('3') };
    await client.send(
      new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'm', MessageAttributes }),
    );
    const namesFor = async (...MessageAttributeNames: string[]) => {
      const [message] = await receive(QueueUrl, { MessageAttributeNames });
      return Object.keys(message?.MessageAttributes ?? {});
    };
    expect(await namesFor()).toEqual([]);
    expect(await namesFor('a.*')).toEqual(['a.b', 'a.c']);
    expect(await namesFor('d', 'e')).toEqual(['d']);
    expect(await namesFor('.*')).toEqual(['a.b', 'a.c', 'd']);
    const [message] = await receive(QueueUrl, { MessageSystemAttributeNames: ['All'] });
    expect(message?.Attributes).toEqual({
      SenderId: expect.any(String),
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateReceiveCount: '5',
    });
  });

  test('are waited for', async () => {
    const QueueUrl = await newQueue();
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'came' }));
    expect(await waiting).toMatchObject([{ Body: 'came' }]);
  });

  test('whoever goes away while it waits takes none along', async () => {
    const QueueUrl = await newQueue();
    const abort = new AbortController();
    const command = new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const gone = client.send(command, { abortSignal: abort.signal });
    const name = QueueUrl.split('/').at(-1) ?? '';
    const waiting = async () => (await ledger()).queues[name]?.waiting;
    await expect.poll(waiting).toBe(1);
    abort.abort();
    await expect(gone).rejects.toThrow(/abort/i);
    await expect.poll(waiting).toBe(0);
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
    expect(await receive(QueueUrl)).toMatchObject([{ Body: 'kept' }]);
  });

  test('come in batches, and each entry by itself', async () => {
    const QueueUrl = await newQueue();
    const Entries = [
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: 'two', DelaySeconds: 901 },
      { Id: 'c', MessageBody: 'three', DelaySeconds: 900 },
    ];
    const sent = await client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(sent.Failed).toMatchObject([
      { Id: 'b', Code: 'InvalidParameterValue', SenderFault: true },
    ]);
    const messages = await receive(QueueUrl, { MaxNumberOfMessages: 10 });
    expect(messages.map(({ Body }) => Body)).toEqual(['one']);
    const receipts = [...messages.map(({ ReceiptHandle }) => ReceiptHandle), 'nonsense'];
    const deleted = await client.send(
      new sqs.DeleteMessageBatchCommand({
        QueueUrl,
        Entries: receipts.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle })),
      }),
    );
    expect([deleted.Successful, deleted.Failed]).toMatchObject([
      [{ Id: '0' }],
      [{ Id: '1', Code: 'ReceiptHandleIsInvalid' }],
    ]);
  });

  test('are shown again on request', async () => {
    const QueueUrl = await newQueue();
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'm' }));
    const [{ ReceiptHandle } = {}] = await receive(QueueUrl);
    const show = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new sqs.ChangeMessageVisibilityCommand(show));
    const [again] = await receive(QueueUrl, all);
    expect(again?.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
    // An older receipt: the request succeeds, and the message may stay (API reference, DeleteMessage).
    await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    await client.send(
      new sqs.ChangeMessageVisibilityCommand({ ...show, ReceiptHandle: again?.ReceiptHandle }),
    );
    expect(await receive(QueueUrl)).toHaveLength(1);
  });

  test('move to the dead-letter queue once received so often', async () => {
    const QueueUrl = urlOf('flaky');
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    for (let i = 0; i < 2; i++) {
      const [message] = await receive(QueueUrl, { WaitTimeSeconds: 20 });
      const { ReceiptHandle } = message ?? {};
      await client.send(
        new sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      );
    }
    expect(await receive(QueueUrl)).toEqual([]);
    const [dead] = await receive(urlOf('dead'), { ...all, VisibilityTimeout: 0 });
    // The count goes on (recorded 2024-04).
    expect(dead).toMatchObject({
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: arn('flaky'), ApproximateReceiveCount: '3' },
    });
    const { ReceiptHandle } = dead ?? {};
    await client.send(new sqs.DeleteMessageCommand({ QueueUrl: urlOf('dead'), ReceiptHandle }));
  });

  test('beyond what a queue holds, the oldest are dropped and counted', async () => {
    const QueueUrl = urlOf('small');
    for (const MessageBody of ['1', '2', '3', '4', '5']) {
      await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody }));
    }
    const kept = await receive(QueueUrl, { MaxNumberOfMessages: 10 });
    expect(kept.map(({ Body }) => Body)).toEqual(['3', '4', '5']);
    expect((await ledger()).queues.small).toMatchObject({ sent: 5, dropped: 2 });
  });
});

describe('queues', () => {
  test('have the attributes recorded 2025-12', async () => {
    const QueueUrl = await newQueue({ MessageRetentionPeriod: '604800', VisibilityTimeout: '20' });
    const command = new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const stamp = expect.stringMatching(/^\d{10}$/);
    const { Attributes } = await client.send(command);
    expect(Attributes).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      CreatedTimestamp: stamp,
      DelaySeconds: '0',
      LastModifiedTimestamp: stamp,
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '604800',
      QueueArn: arn(QueueUrl.split('/').at(-1) ?? ''),
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '20',
    });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 4 });
    const set = { QueueUrl, Attributes: { DelaySeconds: '420', RedrivePolicy } };
    await client.send(new sqs.SetQueueAttributesCommand(set));
    expect((await client.send(command)).Attributes).toMatchObject(set.Attributes);
    const one = { QueueUrl, AttributeNames: ['DelaySeconds' as const] };
    const { Attributes: only } = await client.send(new sqs.GetQueueAttributesCommand(one));
    expect(only).toEqual({ DelaySeconds: '420' });
  });

  test('are found and listed', async () => {
    const found = await client.send(new sqs.GetQueueUrlCommand({ QueueName: 'dead' }));
    expect(found.QueueUrl).toBe(urlOf('dead'));
    for (const QueueName of ['list-1', 'list-2', 'list-3']) {
      await client.send(new sqs.CreateQueueCommand({ QueueName }));
    }
    const page = { QueueNamePrefix: 'list-', MaxResults: 2 };
    const { QueueUrls, NextToken } = await client.send(new sqs.ListQueuesCommand(page));
    expect(QueueUrls).toEqual([urlOf('list-1'), urlOf('list-2')]);
    const rest = await client.send(new sqs.ListQueuesCommand({ ...page, NextToken }));
    expect([rest.QueueUrls, rest.NextToken]).toEqual([[urlOf('list-3')], undefined]);
    await client.send(new sqs.DeleteQueueCommand({ QueueUrl: urlOf('list-1') }));
    const none = client.send(new sqs.GetQueueUrlCommand({ QueueName: 'list-1' }));
    await expect(none).rejects.toBeInstanceOf(sqs.QueueDoesNotExist);
  });

  test('are purged, once a minute', async () => {
    const QueueUrl = await newQueue();
    await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'm' }));
    await client.send(new sqs.PurgeQueueCommand({ QueueUrl }));
    expect(await receive(QueueUrl)).toEqual([]);
    await expect(client.send(new sqs.PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Only one PurgeQueue operation on queue-\d+ is allowed every 60 seconds\.$/,
      ),
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('what is refused', () => {
  const body = (size: number) => 'x'.repeat(size);
  const rows: [string, (QueueUrl: string) => Promise<unknown>, object][] = [
    [
      'eleven messages at once',
      (QueueUrl) => receive(QueueUrl, { MaxNumberOfMessages: 11 }),
      {
        Code: 'InvalidParameterValue',
        message:
          'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
      },
    ],
    [
      'a wait of 21 s',
      (QueueUrl) => receive(QueueUrl, { WaitTimeSeconds: 21 }),
      {
        Code: 'InvalidParameterValue',
        message:
          'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
      },
    ],
    [
      'a message over 1 MiB',
      (QueueUrl) =>
        client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: body(1_048_577) })),
      {
        Code: 'InvalidParameterValue',
        message:
          'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
      },
    ],
    [
      'a batch over 1 MiB',
      (QueueUrl) => {
        const Entries = [
          { Id: '1', MessageBody: body(1_048_576) },
          { Id: '2', MessageBody: 'a' },
        ];
        return client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }));
      },
      {
        Code: 'AWS.SimpleQueueService.BatchRequestTooLong',
        message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
      },
    ],
    [
      'an empty message',
      (QueueUrl) => client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: '' })),
      {
        Code: 'MissingParameter',
        message: 'The request must contain the parameter MessageBody.',
      },
    ],
    [
      'an empty attribute',
      (QueueUrl) => {
        const MessageAttributes = { ErrorDetails: { DataType: 'String', StringValue: '' } };
        const input = { QueueUrl, MessageBody: 'm', MessageAttributes };
        return client.send(new sqs.SendMessageCommand(input));
      },
      {
        Code: 'InvalidParameterValue',
        message:
          "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
      },
    ],
    [
      'a batch of 20',
      (QueueUrl) => {
        const Entries = Array.from({ length: 20 }, (_, i) => ({ Id: `${i}`, MessageBody: 'm' }));
        return client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries }));
      },
      {
        Code: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
        message: 'Maximum number of entries per request are 10. You have sent 20.',
      },
    ],
    [
      'an entry with a name that is none',
      (QueueUrl) => {
        const Entries = [{ Id: 'invalid:id', ReceiptHandle: 'r' }];
        return client.send(new sqs.DeleteMessageBatchCommand({ QueueUrl, Entries }));
      },
      {
        Code: 'AWS.SimpleQueueService.InvalidBatchEntryId',
        message:
          'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      },
    ],
    [
      'a queue that is not there',
      (QueueUrl) => receive(`${QueueUrl}-not`),
      {
        name: 'QueueDoesNotExist',
        Code: 'AWS.SimpleQueueService.NonExistentQueue',
        message: 'The specified queue does not exist.',
      },
    ],
    [
      'the same name, set otherwise',
      (QueueUrl) => {
        const QueueName = QueueUrl.split('/').at(-1);
        const Attributes = { DelaySeconds: '2' };
        return client.send(new sqs.CreateQueueCommand({ QueueName, Attributes }));
      },
      {
        Code: 'QueueAlreadyExists',
        message:
          'A queue already exists with the same name and a different value for attribute DelaySeconds',
      },
    ],
    [
      'an attribute of FIFO queues',
      () => newQueue({ FifoQueue: 'true' }),
      { Code: 'InvalidAttributeName', message: 'Unknown Attribute FifoQueue.' },
    ],
    [
      'an operation that is not here',
      (QueueUrl) => client.send(new sqs.ListQueueTagsCommand({ QueueUrl })),
      {
        message: expect.stringMatching(
          /^The local SQS has no ListQueueTags\. It has SendMessage, /,
        ),
      },
    ],
  ];

  test.each(rows)('%s', async (_name, refused, error) => {
    const QueueUrl = await newQueue();
    await expect(refused(QueueUrl)).rejects.toMatchObject(error);
  });

  test('a request that is signed for another service', async () => {
    const headers = { 'x-amz-target': 'AmazonSQS.ListQueues' };
    const answer = await fetch(local.lambda.url, { method: 'POST', headers, body: '{}' });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      {
        __type: 'com.amazonaws.sqs#MissingAuthenticationTokenException',
        message: 'Missing Authentication Token',
      },
    ]);
  });
});

describe('asynchronous invocations end in queues by their ARNs', () => {
  async function send(FunctionName: string): Promise<string> {
    const Payload = Buffer.from('{"order": 7}');
    const command = new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload });
    const { $metadata } = await local.client.send(command);
    return $metadata.requestId ?? '';
  }

  test('success', async () => {
    const requestId = await send('works');
    const [message] = await receive(urlOf('succeeded'), { ...all, WaitTimeSeconds: 20 });
    expect(message?.MessageAttributes).toBeUndefined();
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: { requestId, condition: 'Success' },
      requestPayload: { order: 7 },
      responsePayload: { order: 7 },
    });
  });

  test('failure: the record, and the event itself with its error', async () => {
    const requestId = await send('fails');
    const [message] = await receive(urlOf('failed'), { ...all, WaitTimeSeconds: 20 });
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      requestContext: { requestId, condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      responsePayload: { errorType: 'OrderError', errorMessage: 'no stock' },
    });
    const [dead] = await receive(urlOf('dead'), { ...all, WaitTimeSeconds: 20 });
    expect(dead).toMatchObject({
      Body: '{"order": 7}',
      MD5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      MessageAttributes: {
        RequestID: { DataType: 'String', StringValue: requestId },
        ErrorCode: { DataType: 'Number', StringValue: '200' },
        ErrorMessage: { DataType: 'String', StringValue: 'no stock' },
      },
    });
  });

  test('a queue that is not there gets nothing, and that is counted', async () => {
    await send('lost');
    await expect.poll(async () => (await ledger()).functions.lost?.undelivered).toBe(1);
  });
});

test('without a signature, where none is wanted', async () => {
  const open = await startTestLambda({ works: fn() }, { signature: false, queues: { q: {} } });
  try {
    const headers = { 'x-amz-target': 'AmazonSQS.ListQueues' };
    const answer = await fetch(open.lambda.url, { method: 'POST', headers, body: '{}' });
    expect(await answer.json()).toEqual({ QueueUrls: [`${open.lambda.url}/${accountId}/q`] });
    // The protocol before AWS JSON: told apart by the signature's scope.
    const authorization = 'AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/sqs/aws4_request';
    const query = { method: 'POST', headers: { authorization }, body: 'Action=ListQueues' };
    expect(await (await fetch(open.lambda.url, query)).json()).toMatchObject({
      message: expect.stringContaining('The local SQS takes AWS JSON'),
    });
  } finally {
    await open.close();
  }
});
