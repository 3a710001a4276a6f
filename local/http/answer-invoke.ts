import { answerInvokeAsync } from '../async/invoke-async.js';
import type { LambdaService } from '../service.js';
import { writeAnswer } from './answer.js';
import type { Endpoint } from './endpoint.js';
import type { Exchange } from './exchange.js';
import { type NamedFunction, parseFunctionRef } from './function-ref.js';
import { parseInvokeRequest } from './invoke-request.js';
import type { InvokeRoute } from './route.js';
import { answerStreaming } from './streaming.js';

/** Every way to invoke a function, from an exchange to its answer: names, then headers and body, then the function. */
export function answerInvoke(
  { service, home, faults }: Endpoint,
  exchange: Exchange,
  { operation, functionName, qualifier }: InvokeRoute,
): void {
  const ref = parseFunctionRef(functionName, qualifier, home);
  if (ref.kind === 'refusal') {
    writeAnswer(exchange, ref);
    return;
  }
  if (faults?.inject(exchange, ref.name)) return;
  const trace = exchange.request.headers['x-amzn-trace-id'];
  const traceId = Array.isArray(trace) ? trace[0] : trace;
  switch (operation) {
    case 'Invoke':
      answerWhole(service, exchange, ref, traceId);
      break;
    case 'InvokeWithResponseStream':
      answerStreaming(service, exchange, ref, traceId);
      break;
    case 'InvokeAsync':
      answerInvokeAsync(service, exchange, ref, traceId);
  }
}

function answerWhole(
  service: LambdaService,
  exchange: Exchange,
  ref: NamedFunction,
  traceId: string | undefined,
): void {
  const { requestId, body, sizeBytes } = exchange;
  const request = parseInvokeRequest(exchange.request.headers, body, sizeBytes);
  if (request.kind === 'refusal') {
    writeAnswer(exchange, request);
    return;
  }
  service.invoke(ref, request, { requestId, traceId }, (answer) => writeAnswer(exchange, answer));
}
