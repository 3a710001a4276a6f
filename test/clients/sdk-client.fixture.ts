import * as sdk from '@aws-sdk/client-lambda';
import { localCredentials } from '../../local/signature/credentials.js';
import { region } from '../../local/test-lambda.fixture.js';
import type { Call, Came, Client, Payload } from './clients.fixture.js';

/** The AWS SDK for JavaScript that this project is tested with. */
export const sdkClient: Client = {
  name: 'AWS SDK for JavaScript',
  isThere: true,
  send: async (endpoint, calls) => {
    const client = new sdk.LambdaClient({
      endpoint,
      region,
      credentials: localCredentials,
      maxAttempts: 1,
    });
    const came: Came[] = [];
    for (const call of calls) came.push(await send(client, call));
    client.destroy();
    return came;
  },
};

type AnyCommand = sdk.InvokeCommand;

async function send(client: sdk.LambdaClient, { operation, input }: Call): Promise<Came> {
  const commands = sdk as unknown as Record<string, new (input: object) => AnyCommand>;
  const Command = commands[`${operation}Command`];
  if (Command === undefined) return { unsupported: `the SDK has no ${operation}` };
  try {
    const { $metadata, ...answer } = await client.send(new Command(withBytes(input)));
    const result = Object.fromEntries(
      await Promise.all(
        Object.entries(answer).map(async ([key, each]) => [key, await shown(each)]),
      ),
    );
    return { status: $metadata.httpStatusCode ?? 0, result };
  } catch (error) {
    if (!(error instanceof sdk.LambdaServiceException)) throw error;
    const { name, message, $metadata } = error;
    const isModelled = name in sdk;
    const { Reason, EC2ErrorCode } = error as { Reason?: string; EC2ErrorCode?: string };
    return {
      error: {
        ...{ name, message, status: $metadata.httpStatusCode ?? 0 },
        ownClass: isModelled ? error.constructor.name === name : null,
        ...(Reason !== undefined && { Reason }),
        ...(EC2ErrorCode !== undefined && { EC2ErrorCode }),
      },
    };
  }
}

function withBytes(input: Call['input']): object {
  const entries = Object.entries(input).map(([key, value]) => {
    if (key !== 'Payload' && key !== 'InvokeArgs') return [key, value];
    return [key, bytesOf(value as Payload)];
  });
  return Object.fromEntries(entries) as object;
}

function bytesOf(payload: Payload): Buffer {
  if ('text' in payload) return Buffer.from(payload.text);
  return Buffer.from(`"${'x'.repeat(payload.size - 2)}"`);
}

async function shown(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value)) return value;
  const chunks: Uint8Array[] = [];
  let complete: unknown;
  for await (const event of value as AsyncIterable<sdk.InvokeWithResponseStreamResponseEvent>) {
    if (event.PayloadChunk?.Payload !== undefined) chunks.push(event.PayloadChunk.Payload);
    else complete = event.InvokeComplete;
  }
  return { payload: Buffer.concat(chunks).toString(), complete };
}
