import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** What was on the wire behind the SDK's answer. */
export interface WireAnswer {
  status: number;
  errorType: string | undefined;
  retryAfter: string | undefined;
  /** Parsed; undefined when it was empty. */
  body: unknown;
}

/** Sends a command of the SDK through its client, and tells what the server put on the wire for it. */
export async function observe(client: LambdaClient, command: object): Promise<WireAnswer> {
  let seen: WireAnswer | undefined;
  const handler = client.config.requestHandler;
  const { handle } = handler;
  handler.handle = async (request, options) => {
    const answered = await handle.call(handler, request, options);
    const { response } = answered;
    const chunks: Buffer[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    response.body = bytes;
    seen = {
      status: response.statusCode,
      errorType: response.headers['x-amzn-errortype'],
      retryAfter: response.headers['retry-after'],
      body: bytes.length === 0 ? undefined : JSON.parse(bytes.toString()),
    };
    return answered;
  };
  try {
    await client.send(command as InvokeCommand).catch(() => undefined);
  } finally {
    handler.handle = handle;
  }
  if (seen === undefined) throw new Error('nothing was answered');
  return seen;
}
