import { writeAnswer } from '../http/answer.js';
import { refusePayload } from '../http/exceptions.js';
import type { Exchange } from '../http/exchange.js';
import type { NamedFunction } from '../http/function-ref.js';
import { parseInvokeRequest } from '../http/invoke-request.js';
import type { LambdaService } from '../service.js';

/** The largest `InvokeArgs` in bytes (AWS Lambda API reference, InvokeAsync). */
const maxInvokeArgsBytes = 256 * 1024;

/**
 * InvokeAsync, the deprecated way to put an event into a function's queue: 202 and nothing else, with
 * neither a qualifier nor a log.
 */
export function answerInvokeAsync(
  service: LambdaService,
  exchange: Exchange,
  ref: NamedFunction,
  traceId: string | undefined,
): void {
  const { body, sizeBytes, requestId } = exchange;
  if (sizeBytes > maxInvokeArgsBytes) {
    writeAnswer(exchange, refusePayload(sizeBytes, 'Event', maxInvokeArgsBytes));
    return;
  }
  const request = parseInvokeRequest({ 'x-amz-invocation-type': 'Event' }, body, sizeBytes);
  if (request.kind === 'refusal') writeAnswer(exchange, request);
  else {
    service.invoke(ref, request, { requestId, traceId }, (answer) => writeAnswer(exchange, answer));
  }
}
