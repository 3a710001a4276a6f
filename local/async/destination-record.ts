import { randomUUID } from 'node:crypto';
import { type MessageContent, md5Of } from '../sqs/message.js';
import { renderAttributes } from '../sqs/render.js';
import type { FinishedEvent } from './event-queue.js';

/** What a record says of an event beside what became of it. */
export interface DestinationEvent {
  readonly requestId: string;
  /** With the qualifier that was used, `$LATEST` where there was none. */
  readonly functionArn: string;
  readonly payload: Buffer;
}

/**
 * The record that Lambda sends to an on-success or on-failure destination, as JSON text with its keys
 * in the order recorded from the service 2025-11. Both payloads are in it byte for byte. An event that
 * never ran has no response.
 */
export function destinationRecord(
  { requestId, functionArn, payload }: DestinationEvent,
  { condition, invokeCount, last }: FinishedEvent,
  epochMs: number,
): string {
  const head = JSON.stringify({
    version: '1.0',
    timestamp: new Date(epochMs).toISOString(),
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
  });
  const request = `${head.slice(0, -1)},"requestPayload":${payload.toString()}`;
  if (last === undefined) return `${request}}`;
  const responseContext = JSON.stringify({
    statusCode: 200,
    executedVersion: last.version,
    ...(last.errorType !== undefined && { functionError: 'Unhandled' }),
  });
  return `${request},"responseContext":${responseContext},"responsePayload":${last.payload.toString()}}`;
}

/** How much of an error message the queue's attribute holds (AWS Lambda guide, "Dead-letter queues"). */
const maxErrorMessageLength = 1024;

/** What a dead-letter queue gets: the event as it is, and the error in attributes (recorded 2025-11). */
export function deadLetter(
  { requestId, payload }: DestinationEvent,
  finished: FinishedEvent,
): MessageContent {
  const text = (DataType: string, StringValue: string) => ({ StringValue, DataType });
  return {
    body: payload.toString(),
    attributes: {
      RequestID: text('String', requestId),
      ErrorCode: text('Number', finished.last === undefined ? '429' : '200'),
      ErrorMessage: text('String', errorMessageOf(finished).slice(0, maxErrorMessageLength)),
    },
  };
}

/** A message as ReceiveMessage of SQS gives it back, for a file or an endpoint in the queue's place. JSON text. */
export function receivedMessage({ body, attributes }: MessageContent): string {
  return JSON.stringify({
    MessageId: randomUUID(),
    MD5OfBody: md5Of(body),
    Body: body,
    ...renderAttributes(attributes),
  });
}

function errorMessageOf({ last, condition }: FinishedEvent): string {
  if (last === undefined) return condition;
  try {
    const { errorMessage } = JSON.parse(last.payload.toString()) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : '';
  } catch {
    return '';
  }
}
