import type { Deployment } from '../functions/deployment.js';
import type { FunctionEntry } from '../functions/registry.js';
import { type DestinationEvent, deadLetter, destinationRecord } from './destination-record.js';
import type { FinishedEvent } from './event-queue.js';

/** Puts a payload into the event queue of the function with this ARN, if it is one here. */
export type InvokeByArn = (arn: string, payload: Buffer) => void;

/**
 * Sends what became of an event where its function says: a record to the destination for its
 * condition, and the event itself to the dead-letter queue when it was given up. A destination that
 * is a local function is invoked with the record; one that is unknown here gets nothing.
 */
export function deliverOutcome(
  event: DestinationEvent,
  outcome: FinishedEvent,
  entry: FunctionEntry,
  qualifier: string,
  { destinations, clock }: Deployment,
  invokeByArn: InvokeByArn,
): void {
  const { onSuccess, onFailure } = entry.eventInvokeConfigs.get(qualifier) ?? {};
  const hasSucceeded = outcome.condition === 'Success';
  const arn = hasSucceeded ? onSuccess : onFailure;
  if (arn !== undefined && arn !== '') {
    const record = destinationRecord(event, outcome, clock.epochMs());
    const target = destinations.targetOf(arn);
    if (target === undefined) invokeByArn(arn, Buffer.from(record));
    else destinations.deliver(target, record);
  }
  if (!hasSucceeded && entry.deadLetter !== undefined) {
    destinations.deliver(entry.deadLetter, deadLetter(event, outcome));
  }
}
