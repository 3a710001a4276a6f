import type { ServerResponse } from 'node:http';
import type { InvokeAnswer } from '../service.js';
import type { Refusal } from './exceptions.js';
import type { Exchange } from './exchange.js';

let waiting: { exchange: Exchange; answer: InvokeAnswer }[] = [];

/**
 * Puts the answer to an Invoke, or any refusal, on the wire at the end of this turn of the event loop.
 * A client that has gone gets nothing. Answers that are ready in the same turn are written one after
 * the other, which costs about half: a client that sleeps is woken once for all, not once for each.
 */
export function writeAnswer(exchange: Exchange, answer: InvokeAnswer): void {
  if (waiting.push({ exchange, answer }) === 1) setImmediate(writeWaiting);
}

function writeWaiting(): void {
  const answers = waiting;
  waiting = [];
  for (const { exchange, answer } of answers) writeNow(exchange, answer);
}

function writeNow(exchange: Exchange, answer: InvokeAnswer): void {
  const { response, requestId } = exchange;
  if (response.destroyed) return;
  switch (answer.kind) {
    case 'executed':
      writeExecuted(response, requestId, answer);
      break;
    case 'accepted':
      response
        .writeHead(202, pushDurable(jsonHead(requestId, 0), answer.durableExecutionArn))
        .end();
      break;
    case 'dryRun':
      response.writeHead(204, ['x-amzn-RequestId', requestId]).end();
      break;
    case 'refusal':
      writeRefusal(response, requestId, answer);
  }
}

/** The headers that every answer with a JSON body has, as `writeHead` takes them. */
export function jsonHead(requestId: string, sizeBytes: number): string[] {
  return [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(sizeBytes),
    'x-amzn-RequestId',
    requestId,
  ];
}

function writeExecuted(
  response: ServerResponse,
  requestId: string,
  answer: InvokeAnswer & { kind: 'executed' },
): void {
  const head = jsonHead(requestId, answer.payload.length);
  head.push('X-Amz-Executed-Version', answer.version);
  // `Unhandled` in every recording of the service since 2022, whatever the runtime.
  if (answer.errorType !== undefined) head.push('X-Amz-Function-Error', 'Unhandled');
  if (answer.logTail !== undefined) head.push('X-Amz-Log-Result', answer.logTail);
  pushDurable(head, answer.durableExecutionArn);
  response.writeHead(200, head);
  endWith(response, answer.payload);
}

function pushDurable(head: string[], durableExecutionArn: string | undefined): string[] {
  if (durableExecutionArn === undefined) return head;
  head.push('X-Amz-Durable-Execution-Arn', durableExecutionArn);
  return head;
}

/** Below this a body is cheaper to copy than to write apart from its header. */
const copiedBytes = 8192;

/** Ends a response. Node joins header and body into one write for text only; latin1 is every byte as it is. */
export function endWith(response: ServerResponse, body: Buffer): void {
  if (body.length <= copiedBytes) response.end(body.toString('latin1'), 'latin1');
  else response.end(body);
}

/** Writes an exception with its `x-amzn-errortype`, by which SDKs choose their class. */
export function writeRefusal(response: ServerResponse, requestId: string, refusal: Refusal): void {
  const head = jsonHead(requestId, refusal.body.length);
  head.push('x-amzn-errortype', refusal.errorType);
  if (refusal.retryAfterSeconds !== undefined) {
    head.push('Retry-After', String(refusal.retryAfterSeconds));
  }
  response.writeHead(refusal.status, head);
  endWith(response, refusal.body);
}
