import { InvokeCommand, type InvokeCommandInput, type LambdaClient } from '@aws-sdk/client-lambda';

/** An answer of Invoke with its bytes as text. */
export interface Invoked {
  requestId: string;
  status: number | undefined;
  version: string | undefined;
  error: string | undefined;
  /** The response payload. */
  text: string;
  /** The tail, decoded; empty when it was not asked for. */
  log: string;
}

/** Invokes a function with an event as JSON, through the real SDK. */
export async function invokeFunction(
  client: LambdaClient,
  FunctionName: string,
  event: unknown = {},
  more: Partial<InvokeCommandInput> = {},
): Promise<Invoked> {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await client.send(new InvokeCommand({ FunctionName, Payload, ...more }));
  return {
    requestId: answer.$metadata.requestId ?? '',
    status: answer.StatusCode,
    version: answer.ExecutedVersion,
    error: answer.FunctionError,
    text: Buffer.from(answer.Payload ?? []).toString(),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

/** Invokes with the tail; the request's id is `<id>` wherever it stands in what comes back. */
export async function invokeWithTail(
  client: LambdaClient,
  name: string,
  event: unknown = {},
  more: Partial<InvokeCommandInput> = {},
): Promise<Invoked> {
  const answer = await invokeFunction(client, name, event, { LogType: 'Tail', ...more });
  const withoutId = (text: string): string => text.replaceAll(answer.requestId, '<id>');
  return { ...answer, text: withoutId(answer.text), log: withoutId(answer.log) };
}
