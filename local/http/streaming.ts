import { defined } from '../../core/base/defined.js';
import type { Executed } from '../functions/execution.js';
import type { LambdaService } from '../service.js';
import { writeAnswer } from './answer.js';
import { encodeStreamEvent } from './event-stream.js';
import { refuseParameters, violation } from './exceptions.js';
import type { Exchange } from './exchange.js';
import type { NamedFunction } from './function-ref.js';
import { parseInvokeRequest } from './invoke-request.js';

/**
 * InvokeWithResponseStream: each piece of a response goes on the wire as the function writes it; one
 * that is not streamed comes as a single piece. What went wrong is told at the end, since the
 * status is sent before (AWS Lambda API reference, InvokeWithResponseStream).
 */
export function answerStreaming(
  service: LambdaService,
  exchange: Exchange,
  ref: NamedFunction,
  traceId: string | undefined,
): void {
  const { headers } = exchange.request;
  const request = parseInvokeRequest(headers, exchange.body, exchange.sizeBytes);
  if (request.kind === 'refusal') {
    writeAnswer(exchange, request);
    return;
  }
  if (request.type === 'Event') {
    const constraint = 'Member must satisfy enum value set: [RequestResponse, DryRun]';
    writeAnswer(exchange, refuseParameters([violation('Event', 'invocationType', constraint)]));
    return;
  }
  const stream = (bytes: Buffer, version: string): void => writeChunk(exchange, bytes, version);
  const { requestId } = exchange;
  // InvokeWithResponseStream has no such member.
  delete request.durableExecutionName;
  service.invoke(ref, request, { requestId, traceId, stream }, (answer) => {
    if (answer.kind === 'executed') writeEnd(exchange, answer);
    else writeAnswer(exchange, answer);
  });
}

function writeChunk(exchange: Exchange, bytes: Buffer, version: string): void {
  const { response } = exchange;
  if (response.destroyed || bytes.length === 0) return;
  writeHead(exchange, version);
  response.write(encodeStreamEvent('PayloadChunk', bytes));
}

function writeEnd(exchange: Exchange, answer: Executed): void {
  const { response } = exchange;
  if (response.destroyed) return;
  writeHead(exchange, answer.version);
  if (answer.errorType === undefined) writeChunk(exchange, answer.payload, answer.version);
  response.end(
    encodeStreamEvent('InvokeComplete', Buffer.from(JSON.stringify(completion(answer)))),
  );
}

function writeHead({ response, requestId }: Exchange, version: string): void {
  if (response.headersSent) return;
  response.writeHead(200, {
    'Content-Type': 'application/vnd.amazon.eventstream',
    'x-amzn-RequestId': requestId,
    'X-Amz-Executed-Version': version,
  });
}

/** The members of InvokeWithResponseStreamCompleteEvent; the error code as Invoke's header has it. */
function completion({ errorType, payload, logTail }: Executed): Record<string, string> {
  return {
    ...(errorType !== undefined && {
      ErrorCode: 'Unhandled',
      ErrorDetails: payload.toString('utf8'),
    }),
    ...defined({ LogResult: logTail }),
  };
}
