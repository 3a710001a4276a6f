import { jsonHead, writeRefusal } from '../http/answer.js';
import type { Endpoint } from '../http/endpoint.js';
import { refuse } from '../http/exceptions.js';
import type { Exchange } from '../http/exchange.js';
import { parseFunctionRef } from '../http/function-ref.js';
import { refuseOperation } from './not-offered.js';
import type { ControlAnswer, ControlPlane, ControlRequest } from './operation.js';
import { findOperation, type Operation } from './routes.js';

/** Every operation that is no invocation, from an exchange to its answer. */
export function answerControl({ service, home }: Endpoint, exchange: Exchange): void {
  const plane = { deployment: service.deployment, home };
  write(exchange, answer(exchange, plane));
}

function answer(exchange: Exchange, plane: ControlPlane): ControlAnswer {
  const { method = '', url = '' } = exchange.request;
  const [path = '', queryText = ''] = url.split('?', 2);
  const query = new URLSearchParams(queryText);
  const found = findOperation(method, path, query);
  if (found === undefined) return refuseOperation(method, path, query);
  const params = decodeAll(found.params);
  if (params === undefined) {
    return refuse('InvalidRequestContentException', 'The request path is not validly encoded.');
  }
  const body = parseBody(exchange.body);
  if (body === undefined) {
    const message = 'Could not parse request body into json.';
    return refuse('InvalidRequestContentException', message);
  }
  return run(found.operation, { params, query, body }, plane);
}

function run(operation: Operation, request: ControlRequest, plane: ControlPlane): ControlAnswer {
  if (operation.kind === 'account') return operation.run(request, plane);
  const { FunctionName = '' } = request.params;
  const qualifier = request.query.get('Qualifier') ?? undefined;
  const ref = parseFunctionRef(FunctionName, qualifier, plane.home);
  return ref.kind === 'refusal' ? ref : operation.run(ref, request, plane);
}

function decodeAll(params: Record<string, string>): Record<string, string> | undefined {
  try {
    const decoded = Object.entries(params).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return Object.fromEntries(decoded) as Record<string, string>;
  } catch {
    return undefined;
  }
}

function parseBody(body: Buffer): Record<string, unknown> | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function write({ response, requestId }: Exchange, answer: ControlAnswer): void {
  if (answer.kind === 'refusal') {
    writeRefusal(response, requestId, answer);
  } else if (answer.body === undefined) {
    response.writeHead(answer.status, ['x-amzn-RequestId', requestId]).end();
  } else {
    const text = JSON.stringify(answer.body);
    response.writeHead(answer.status, jsonHead(requestId, Buffer.byteLength(text))).end(text);
  }
}
