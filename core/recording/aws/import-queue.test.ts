import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RedactionRules } from '../redaction/rule.js';
import { RecordingStore } from '../store/store.js';
import { errorOf, textsOf, workbench } from '../workbench.fixture.js';
import { clientConfig, loadClient } from './client-options.js';
import { type ImportQueueOptions, type ImportQueueResult, importQueue } from './import-queue.js';
import { type Answer, jsonService } from './service.fixture.js';

interface Kept {
  body: string;
  state: 'visible' | 'in flight' | 'deleted';
}

/** A queue as far as ReceiveMessage, DeleteMessageBatch and ChangeMessageVisibilityBatch see it. */
function queueOf(bodies: readonly string[]): { kept: Kept[]; answer: Answer } {
  const kept: Kept[] = bodies.map((body) => ({ body, state: 'visible' }));
  const set = (entries: { Id: string; ReceiptHandle: string }[], state: Kept['state']): object => {
    for (const { ReceiptHandle } of entries) {
      const message = kept[Number(ReceiptHandle)];
      if (message) message.state = state;
    }
    return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
  };
  const answer: Answer = ({ operation, input }) => {
    if (operation === 'DeleteMessageBatch') return set(input.Entries, 'deleted');
    if (operation === 'ChangeMessageVisibilityBatch') return set(input.Entries, 'visible');
    const found = [...kept.keys()].filter((n) => kept[n]?.state === 'visible');
    const Messages = found.slice(0, input.MaxNumberOfMessages).map((n) => {
      const message = kept[n] as Kept;
      message.state = 'in flight';
      return {
        MessageId: `m-${n}`,
        ReceiptHandle: String(n),
        Body: message.body,
        MD5OfBody: createHash('md5').update(message.body).digest('hex'),
        Attributes: { SentTimestamp: String(1_795_194_000_000 + n) },
        MessageAttributes: {
          RequestID: { DataType: 'String', StringValue: `r-${n}` },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: 'no items' },
        },
      };
    });
    return Messages.length > 0 ? { Messages } : {};
  };
  return { kept, answer };
}

const queueUrl = 'http://sqs.example/123456789012/dlq';
const bodies = Array.from(
  { length: 23 },
  (_, n) => `{"orderId": 900719925474099${n % 10}, "n":${n}.0}`,
);

function reading() {
  const { db } = workbench();
  const read = (options: Partial<ImportQueueOptions>): Promise<ImportQueueResult> =>
    importQueue(db, {
      ...{ queueUrl, name: 'a', mode: 'refuse', max: 1000, visibilityTimeoutS: 30, waitS: 1 },
      ...{ delete: false, skipInvalid: false, stop: new AbortController().signal },
      ...options,
    });
  return { db, read };
}

const states = (kept: readonly Kept[]): string[] => [...new Set(kept.map(({ state }) => state))];

describe('a queue', () => {
  it('is read until it is empty, and all of it is visible again', async () => {
    const { kept, answer } = queueOf(bodies);
    const { endpointUrl, calls } = await jsonService(answer);
    const { db, read } = reading();
    expect(await read({ endpointUrl })).toMatchObject({
      ...{ recordCount: 23, skippedCount: 0, deletedCount: 0, failedCount: 0 },
    });
    expect(textsOf(db)).toEqual(bodies);
    expect([...new RecordingStore(db).records('a')][22]).toMatchObject({
      capturedAtUs: 1_795_194_000_022_000,
      invocationType: 'Event',
      outcome: { requestId: 'r-22', statusCode: 200, errorMessage: 'no items' },
    });
    expect(states(kept)).toEqual(['visible']);
    expect(calls[0]?.input).toMatchObject({
      QueueUrl: queueUrl,
      WaitTimeSeconds: 1,
      VisibilityTimeout: 30,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(calls.map(({ operation }) => operation)).not.toContain('DeleteMessageBatch');
  });

  it('is emptied when asked, after the recording is committed', async () => {
    const { kept, answer } = queueOf(bodies);
    const { db, read } = reading();
    const committed: number[] = [];
    const { endpointUrl } = await jsonService((call, calls) => {
      if (call.operation === 'DeleteMessageBatch') committed.push(textsOf(db).length);
      return answer(call, calls);
    });
    expect(await read({ endpointUrl, delete: true })).toMatchObject({ deletedCount: 23 });
    expect(committed).toEqual([23, 23, 23]);
    expect(states(kept)).toEqual(['deleted']);
  });

  it('is left alone beyond --max', async () => {
    const { kept, answer } = queueOf(bodies);
    const { endpointUrl } = await jsonService(answer);
    const { read } = reading();
    expect(await read({ endpointUrl, max: 12, delete: true })).toMatchObject({ recordCount: 12 });
    expect(kept.filter(({ state }) => state === 'deleted')).toHaveLength(12);
    expect(kept.filter(({ state }) => state === 'visible')).toHaveLength(11);
  });

  it('with a message that is no event gives everything back, or keeps that one', async () => {
    const { kept, answer } = queueOf(['{"n":1}', 'hello', '{"n":2}']);
    const { endpointUrl } = await jsonService(answer);
    const { db, read } = reading();
    const error = await errorOf(read({ endpointUrl, delete: true }));
    expect(error.message).toMatch(/^The message m-1 cannot be recorded: The Body is not JSON/);
    expect(states(kept)).toEqual(['visible']);
    expect(new RecordingStore(db).list()).toEqual([]);
    await read({ endpointUrl, delete: true, skipInvalid: true });
    expect(textsOf(db)).toEqual(['{"n":1}', '{"n":2}']);
    expect(kept.map(({ state }) => state)).toEqual(['deleted', 'visible', 'deleted']);
  });

  it('delivers a message twice and it is recorded once', async () => {
    const { kept, answer } = queueOf(['1', '2']);
    const { endpointUrl } = await jsonService((call, calls) => {
      if (calls.length === 2) for (const message of kept) message.state = 'visible';
      return answer(call, calls);
    });
    const { db, read } = reading();
    await read({ endpointUrl });
    expect(textsOf(db)).toEqual(['1', '2']);
  });

  it('deletes a message by the receipt of its last delivery', async () => {
    const MD5OfBody = createHash('md5').update('1').digest('hex');
    const deliveries = [1, 2].map((n) => ({
      ...{ MessageId: 'm', ReceiptHandle: `r-${n}`, Body: '1', MD5OfBody },
    }));
    const deleted: string[] = [];
    const { endpointUrl } = await jsonService(({ operation, input }) => {
      if (operation === 'ReceiveMessage') return { Messages: deliveries.splice(0, 1) };
      const entries = input.Entries as { Id: string; ReceiptHandle: string }[];
      if (operation === 'DeleteMessageBatch') {
        deleted.push(...entries.map(({ ReceiptHandle }) => ReceiptHandle));
      }
      return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
    });
    const result = await reading().read({ endpointUrl, delete: true });
    expect([result.deletedCount, result.failedCount, deleted]).toEqual([1, 0, ['r-2']]);
  });

  it('that is stopped keeps what came, and gives it back', async () => {
    const { kept, answer } = queueOf(bodies);
    const { endpointUrl } = await jsonService(answer);
    const stop = new AbortController();
    const { db, read } = reading();
    await read({ endpointUrl, stop: stop.signal, onProgress: () => stop.abort() });
    expect(textsOf(db)).toEqual(bodies.slice(0, 10));
    expect(states(kept)).toEqual(['visible']);
  });

  it('that is empty, or not there, makes no recording', async () => {
    const { db, read } = reading();
    const empty = await jsonService(queueOf([]).answer);
    expect((await errorOf(read({ endpointUrl: empty.endpointUrl }))).message).toContain(
      'no message',
    );
    const gone = await jsonService(() => ({
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    }));
    expect((await errorOf(read({ endpointUrl: gone.endpointUrl }))).message).toContain(
      'The specified queue does not exist.',
    );
    expect(new RecordingStore(db).list()).toEqual([]);
    expect(db.prepare('SELECT count(*) FROM recordings').pluck().get()).toBe(0);
  });

  it('is found through AWS_ENDPOINT_URL_SQS', async () => {
    const { endpointUrl } = await jsonService(queueOf(['1']).answer);
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpointUrl);
    const { db, read } = reading();
    await read({});
    expect(textsOf(db)).toEqual(['1']);
  });
});

describe('a client', () => {
  it('that is not installed is named, with the command to install it', async () => {
    const name = '@aws-sdk/client-nowhere';
    const error = await errorOf(loadClient(name, () => import(/* @vite-ignore */ name)));
    expect(error.message).toContain(name);
    expect(error.hint).toContain(`npm install ${name}`);
  });

  it('takes what was given, and leaves the rest to the SDK', () => {
    vi.stubEnv('AWS_CA_BUNDLE', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(clientConfig({ region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:1' })).toEqual({
      ...{ maxAttempts: 8, region: 'eu-west-1', endpoint: 'http://127.0.0.1:1' },
    });
  });
});

describe('a queue of which some is selected', () => {
  const users = ['{"user":"ann","n":1}', '{"user":"bob","n":2}', '{"user":"ann","n":3}'];
  const where = { payload: 'n != `2`' };
  const redaction: RedactionRules = {
    rules: [{ kind: 'key', key: 'user', action: 'mask' }],
    base64: [],
  };

  it('is recorded without what the rules hide, and keeps the messages that are not selected', async () => {
    const { kept, answer } = queueOf(users);
    const { endpointUrl } = await jsonService(answer);
    const { db, read } = reading();
    const result = await read({ endpointUrl, delete: true, where, redaction });
    expect(result).toMatchObject({ recordCount: 2, deletedCount: 2, failedCount: 0 });
    expect(result.redaction).toMatchObject({ rules: [{ rule: 'key user', count: 3 }] });
    expect(textsOf(db)).toEqual(['{"user":"***","n":1}', '{"user":"***","n":3}']);
    expect(kept.map(({ state }) => state)).toEqual(['deleted', 'visible', 'deleted']);
    const { redactions, payloadBytes } = new RecordingStore(db).describe('a');
    expect(redactions).toMatchObject([{ recordCount: 3, rules: [{ action: 'mask', count: 3 }] }]);
    expect(payloadBytes).toBe(result.payloadBytes);
  });

  it('or nothing, gives everything back and makes no recording', async () => {
    const { kept, answer } = queueOf(users);
    const { endpointUrl } = await jsonService(answer);
    const { db, read } = reading();
    const error = await errorOf(
      read({ endpointUrl, delete: true, where: { ending: 'failed', payload: 'n > `3`' } }),
    );
    expect(error.message).toContain('None of the 3 events in http://sqs.example/123456789012/dlq');
    expect(states(kept)).toEqual(['visible']);
    expect(new RecordingStore(db).list()).toEqual([]);
  });
});
