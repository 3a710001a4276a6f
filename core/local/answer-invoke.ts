import { writeAnswer } from './answer.js';
import type { Endpoint } from './endpoint.js';
import type { Exchange } from './exchange.js';
import { parseFunctionRef } from './function-ref.js';
import { parseInvokeRequest } from './invoke-request.js';
import type { InvokeRoute } from './route.js';

/** Invoke, from an exchange to its answer: names, then headers and body, then the function. */
export function answerInvoke(
  { service, home }: Endpoint,
  exchange: Exchange,
  { functionName, qualifier }: InvokeRoute,
): void {
  const { headers } = exchange.request;
  const ref = parseFunctionRef(functionName, qualifier, home);
  if (ref.kind === 'refusal') {
    writeAnswer(exchange, ref);
    return;
  }
  const request = parseInvokeRequest(headers, exchange.body, exchange.sizeBytes);
  if (request.kind === 'refusal') {
    writeAnswer(exchange, request);
    return;
  }
  const trace = headers['x-amzn-trace-id'];
  const traceId = Array.isArray(trace) ? trace[0] : trace;
  const { requestId } = exchange;
  service.invoke(ref, request, { requestId, traceId }, (answer) => writeAnswer(exchange, answer));
}
