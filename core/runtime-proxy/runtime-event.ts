import type { IncomingHttpHeaders } from 'node:http';
import { parseFunctionReference } from '../invoke/function-name.js';
import { type RecordedEvent, tenantTag } from '../recording/event.js';

/** An event as the Runtime API hands it to a runtime. */
export interface RuntimeEvent {
  requestId: string;
  /** When Lambda will end the invocation, in milliseconds since 1970; undefined if it does not say. */
  deadlineMs: number | undefined;
  event: RecordedEvent;
}

/** What has no place of its own in a record, by the name of its tag. */
const taggedHeaders = {
  invokedFunctionArn: 'lambda-runtime-invoked-function-arn',
  deadlineMs: 'lambda-runtime-deadline-ms',
  traceId: 'lambda-runtime-trace-id',
  cognitoIdentity: 'lambda-runtime-cognito-identity',
  [tenantTag]: 'lambda-runtime-aws-tenant-id',
} as const;

/**
 * An answer of `/invocation/next` as a record. The headers are those that the AWS Lambda guide lists
 * in "Next invocation"; the client context is kept in base64, as Invoke carries it. Undefined
 * without a request id, by which alone the outcome is found.
 */
export function runtimeEvent(
  headers: IncomingHttpHeaders,
  payload: Uint8Array,
  capturedAtUs: number,
): RuntimeEvent | undefined {
  const requestId = one(headers, 'lambda-runtime-aws-request-id');
  if (requestId === undefined) return undefined;
  const event: RecordedEvent = { payload, capturedAtUs };
  const arn = one(headers, taggedHeaders.invokedFunctionArn);
  const reference = parseFunctionReference(arn ?? '');
  if (reference) event.functionName = reference.name;
  if (reference?.qualifier !== undefined) event.qualifier = reference.qualifier;
  const clientContext = one(headers, 'lambda-runtime-client-context');
  if (clientContext) {
    // Node reads headers as Latin-1: these are the bytes as they came.
    event.clientContext = Buffer.from(clientContext, 'latin1').toString('base64');
  }
  const tags = tagsOf(headers);
  if (Object.keys(tags).length > 0) event.tags = tags;
  return { requestId, deadlineMs: Number(tags.deadlineMs) || undefined, event };
}

function tagsOf(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(taggedHeaders).map(([tag, name]) => [tag, one(headers, name)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
