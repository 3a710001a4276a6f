import type { IncomingHttpHeaders } from 'node:http';
import { endWith } from '../http/answer.js';
import type { Refusal } from '../http/exceptions.js';
import type { Exchange } from '../http/exchange.js';
import { faultRefusal, ServiceFault } from './fault.js';
import { isObject, type Members } from './members.js';
import type { JsonService } from './service.js';

/** The service that a request is for; undefined for Lambda's own. */
export function serviceOf(
  services: readonly JsonService[],
  headers: IncomingHttpHeaders,
): JsonService | undefined {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    return services.find(({ targetPrefix }) => target.startsWith(`${targetPrefix}.`));
  }
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  return services.find(({ scope }) => authorization.includes(`/${scope}/aws4_request`));
}

/** Answers one request to such a service; `denial` says what is wrong with its signature. */
export async function answerService(
  service: JsonService,
  exchange: Exchange,
  denial: Refusal | undefined,
): Promise<void> {
  const { response, requestId } = exchange;
  try {
    if (denial !== undefined) throw denied(denial);
    const body = await run(service, exchange);
    write(service, exchange, 200, Buffer.from(JSON.stringify(body)));
  } catch (error) {
    if (!(error instanceof ServiceFault)) {
      response.destroy();
      throw error;
    }
    const { errorType, status, body } = faultRefusal(error, service.namespace);
    const { queryCode } = error.details;
    const query = queryCode === undefined ? [] : ['x-amzn-query-error', `${queryCode};Sender`];
    write(service, { response, requestId }, status, body, [
      'x-amzn-errortype',
      errorType,
      ...query,
    ]);
  }
}

function run(
  { name, targetPrefix, operations }: JsonService,
  { request, response, body }: Exchange,
): object | Promise<object> {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') {
    const message = `The local ${name} takes AWS JSON with the header X-Amz-Target: use an SDK of 2024 or later.`;
    throw new ServiceFault('UnknownOperationException', message);
  }
  const operation = target.slice(targetPrefix.length + 1);
  if (!Object.hasOwn(operations, operation)) {
    const offered = Object.keys(operations).join(', ');
    const message = `The local ${name} has no ${operation}. It has ${offered}.`;
    throw new ServiceFault('UnknownOperationException', message);
  }
  const onGone = (callback: () => void): void => void response.once('close', callback);
  const { host = '' } = request.headers;
  const answer = operations[operation]?.({ input: parse(body), host, onGone });
  return answer ?? {};
}

function parse(body: Buffer): Members {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    if (isObject(value)) return value;
  } catch {
    // Said below, for what is no JSON and for what is no object.
  }
  throw new ServiceFault('SerializationException', 'The request body is not a JSON object.');
}

function denied({ errorType, status, body }: Refusal): ServiceFault {
  const { message } = JSON.parse(body.toString()) as { message: string };
  return new ServiceFault(errorType, message, { status });
}

function write(
  { contentType }: JsonService,
  { response, requestId }: Pick<Exchange, 'response' | 'requestId'>,
  status: number,
  body: Buffer,
  more: string[] = [],
): void {
  if (response.destroyed) return;
  const head = ['x-amzn-RequestId', requestId, 'Content-Type', contentType, ...more];
  response.writeHead(status, [...head, 'Content-Length', String(body.length)]);
  endWith(response, body);
}
