import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerLedger, asksForLedger } from '../async/answer-ledger.js';
import { answerService, serviceOf } from '../aws-json/answer.js';
import { answerControl } from '../control/answer-control.js';
import type { SignatureCheck } from '../signature/check.js';
import { writeAnswer, writeRefusal } from './answer.js';
import { answerInvoke } from './answer-invoke.js';
import type { Endpoint } from './endpoint.js';
import { type Refusal, refuse, unmodelled } from './exceptions.js';
import { type Exchange, readExchange } from './exchange.js';
import { createHostCheck } from './hosts.js';
import { type Route, routeOf } from './route.js';

/** How many connections may wait to be accepted: a load generator opens all of its at once. */
export const listenBacklog = 4096;

/** The HTTP face of a service: routes, reads bodies, writes answers. Not yet listening. */
export function createLambdaServer(endpoint: Endpoint): Server {
  const knowsHost = createHostCheck(endpoint.hostNames);
  const server = createServer((request, response) => {
    if (!knowsHost(request.headers.host)) {
      refuseHost(request, response);
      return;
    }
    const route = routeOf(request.method, request.url ?? '/');
    readExchange(request, response, randomUUID(), (exchange) =>
      dispatch(endpoint, exchange, route),
    );
  });
  // Lambda invocations take up to 15 minutes, and pooled connections rest between load stages.
  server.requestTimeout = 0;
  server.headersTimeout = 60_000;
  server.keepAliveTimeout = 0;
  return server;
}

/** Every operation of the endpoint, once its request has arrived in full. */
function dispatch(endpoint: Endpoint, exchange: Exchange, route: Route): void {
  if (asksForLedger(exchange)) {
    answerLedger(endpoint.service, exchange);
    return;
  }
  const { headers } = exchange.request;
  const service = route.kind === 'other' ? serviceOf(endpoint.jsonServices, headers) : undefined;
  const { checkSignature } = service ?? endpoint;
  const fault = checkSignature && signatureFault(checkSignature, exchange);
  if (service !== undefined) {
    void answerService(service, exchange, fault);
    return;
  }
  if (fault !== undefined) {
    writeAnswer(exchange, fault);
    return;
  }
  switch (route.kind) {
    case 'invoke':
      answerInvoke(endpoint, exchange, route);
      break;
    case 'malformed':
      writeAnswer(exchange, refuseMalformed());
      break;
    case 'other':
      answerControl(endpoint, exchange);
  }
}

function signatureFault(
  checkSignature: SignatureCheck,
  { request, body, overLimitSha256 }: Exchange,
): Refusal | undefined {
  const { method = '', url = '', headers, rawHeaders } = request;
  return checkSignature({ method, url, headers, rawHeaders }, overLimitSha256 ?? body);
}

function refuseMalformed(): Refusal {
  return refuse('InvalidRequestContentException', 'The request path is not validly encoded.');
}

function refuseHost(request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? '';
  const Message = `The local Lambda does not answer to the host '${host}'.`;
  request.resume();
  writeRefusal(response, randomUUID(), unmodelled('AccessDeniedException', 403, { Message }));
}
