import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig, loadClient, type ServiceOptions } from './client-options.js';

type Sdk = typeof import('@aws-sdk/client-sqs');

/** The most of ReceiveMessage, DeleteMessageBatch and ChangeMessageVisibilityBatch (SQS API reference). */
export const batchSize = 10;

/** How one queue is read. */
export interface QueueReading {
  queueUrl: string;
  /** How long others do not see what is being read, in seconds. */
  visibilityTimeoutS: number;
  /** How long to wait for a message before the queue counts as empty; at most 20 s. */
  waitS: number;
  /** Aborted: receives nothing more. */
  stop: AbortSignal;
}

/** A client of SQS. */
export interface Queues {
  open(reading: QueueReading): Queue;
  /** The URL of a queue by its ARN. Throws what the SDK throws. */
  urlOf(queueArn: string): Promise<string>;
  close(): void;
}

/** Loads the client of SQS. Throws `RepriseError` where it is not installed. */
export async function loadQueues(options: ServiceOptions): Promise<Queues> {
  const sdk = await loadClient('@aws-sdk/client-sqs', () => import('@aws-sdk/client-sqs'));
  const client = new sdk.SQSClient(clientConfig({ ...options, ...endpointOf(options) }));
  return {
    open: (reading) => new Queue(sdk, client, reading),
    urlOf: async (queueArn) => {
      const [accountId, name] = queueArn.split(':').slice(4);
      const input = { QueueName: name, QueueOwnerAWSAccountId: accountId };
      const { QueueUrl } = await client.send(new sdk.GetQueueUrlCommand(input));
      return QueueUrl ?? '';
    },
    close: () => client.destroy(),
  };
}

/** The queue's URL wins over an endpoint of the environment in the SDK, unless it is given as if by hand. */
function endpointOf({ endpointUrl }: ServiceOptions): Pick<ServiceOptions, 'endpointUrl'> {
  const { AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL } = process.env;
  const url = endpointUrl ?? AWS_ENDPOINT_URL_SQS ?? AWS_ENDPOINT_URL;
  return url === undefined ? {} : { endpointUrl: url };
}

/** The calls of SQS that read one queue. */
export class Queue {
  readonly #sdk: Sdk;
  readonly #client: SQSClient;
  readonly #options: QueueReading;

  constructor(sdk: Sdk, client: SQSClient, options: QueueReading) {
    this.#sdk = sdk;
    this.#client = client;
    this.#options = options;
  }

  /** None when the queue is empty or the reading is stopped. */
  async receive(count: number): Promise<Message[]> {
    const { queueUrl, visibilityTimeoutS, waitS, stop } = this.#options;
    const command = new this.#sdk.ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: waitS,
      VisibilityTimeout: visibilityTimeoutS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    try {
      return (await this.#client.send(command, { abortSignal: stop })).Messages ?? [];
    } catch (error) {
      if (stop.aborted) return [];
      throw error;
    }
  }

  /** How many are gone. */
  async delete(receipts: readonly string[]): Promise<number> {
    let gone = 0;
    for (const Entries of batches(receipts)) {
      const command = new this.#sdk.DeleteMessageBatchCommand({
        QueueUrl: this.#options.queueUrl,
        Entries,
      });
      const answer = await this.#client.send(command).catch(() => undefined);
      gone += answer?.Successful?.length ?? 0;
    }
    return gone;
  }

  /** Makes messages visible again; how many could not be, and come back after the timeout. */
  async giveBack(receipts: readonly string[]): Promise<number> {
    let failed = 0;
    for (const batch of batches(receipts)) {
      const command = new this.#sdk.ChangeMessageVisibilityBatchCommand({
        QueueUrl: this.#options.queueUrl,
        Entries: batch.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
      });
      const answer = await this.#client.send(command).catch(() => undefined);
      failed += batch.length - (answer?.Successful?.length ?? 0);
    }
    return failed;
  }
}

function* batches(receipts: readonly string[]): Generator<{ Id: string; ReceiptHandle: string }[]> {
  for (let at = 0; at < receipts.length; at += batchSize) {
    yield receipts
      .slice(at, at + batchSize)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
  }
}
