import type { IncomingHttpHeaders } from 'node:http';
import { invocationTypes } from '../invoke/client.js';
import { type RecordedEvent, tenantTag } from '../recording/event.js';
import type { RecordedRoute } from './route.js';

/**
 * What a call is recorded as. Without `X-Amz-Invocation-Type` it is RequestResponse (AWS Lambda API
 * reference, Invoke); a type that Lambda does not know is left out. A streamed one is tagged, and so is a tenant's.
 */
export function eventOf(
  { operation, functionName, qualifier }: RecordedRoute,
  headers: IncomingHttpHeaders,
  payload: Uint8Array,
  capturedAtUs: number,
): RecordedEvent {
  const event: RecordedEvent = { payload, capturedAtUs, functionName };
  if (qualifier !== undefined) event.qualifier = qualifier;
  const given = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const invocationType = invocationTypes.find((type) => type === given);
  if (invocationType !== undefined) event.invocationType = invocationType;
  const clientContext = headers['x-amz-client-context'];
  if (typeof clientContext === 'string') event.clientContext = clientContext;
  const tenantId = headers['x-amz-tenant-id'];
  const tags = {
    ...(operation !== 'Invoke' && { operation }),
    ...(typeof tenantId === 'string' && { [tenantTag]: tenantId }),
  };
  if (Object.keys(tags).length > 0) event.tags = tags;
  return event;
}
