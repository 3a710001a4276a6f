import type { InvocationType } from '../invoke/client.js';

/** What happened when the event was handled in production, where the source knows. */
export interface RecordedOutcome {
  /** HTTP status Lambda answered, where known. */
  statusCode?: number;
  functionError?: string;
  errorType?: string;
  errorMessage?: string;
  /** Why Lambda gave up or was done, as destination records say: `RetriesExhausted`, `Success`. */
  condition?: string;
  /** The request id of the recorded invocation. */
  requestId?: string;
  approximateInvokeCount?: number;
  executedVersion?: string;
  durationMs?: number;
  /** The response payload, where it was kept and is UTF-8. */
  response?: string;
  /** The same where it is not. */
  responseBase64?: string;
}

/** The tag that keeps the tenant whose invocation was recorded: it is sent again. */
export const tenantTag = 'tenantId';

/** The tags of an event whose response was streamed: it is invoked so again. */
export const streamedTags = { operation: 'InvokeWithResponseStream' } as const;

/** One event as a Lambda function received it. The bytes are kept and sent exactly as they came. */
export interface RecordedEvent {
  payload: Uint8Array;
  /** Microseconds since the Unix epoch, where the source knows. */
  capturedAtUs?: number;
  functionName?: string;
  qualifier?: string;
  invocationType?: InvocationType;
  /** Base64, as the header carries it. */
  clientContext?: string;
  tags?: Record<string, string>;
  outcome?: RecordedOutcome;
}

/** The event with tags beside its own. */
export function withTags(event: RecordedEvent, tags: RecordedEvent['tags']): RecordedEvent {
  return tags === undefined ? event : { ...event, tags: { ...event.tags, ...tags } };
}
