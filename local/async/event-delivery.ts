import type { Deployment } from '../functions/deployment.js';
import { calledAs, type Target } from '../functions/registry.js';
import {
  type DestinationEvent,
  deadLetter,
  destinationRecord,
  receivedMessage,
} from './destination-record.js';
import type { FinishedEvent } from './event-queue.js';

/** Puts a payload into the event queue of the function with this ARN; false when it is none here. */
export type InvokeByArn = (arn: string, payload: Buffer) => boolean;

/**
 * Sends what became of an event where its function says: a record to the destination for its
 * condition, and the event itself to the dead-letter queue when it was given up. Both are queues, files
 * or endpoints; a destination may be a function too, and is invoked with the record. What leads
 * nowhere is lost, and counted.
 */
export function deliverOutcome(
  event: DestinationEvent,
  outcome: FinishedEvent,
  target: Target,
  qualifier: string,
  { destinations, clock, ledger }: Deployment,
  invokeByArn: InvokeByArn,
): void {
  const { function: entry } = target;
  const { onSuccess, onFailure } = entry.eventInvokeConfigs.get(qualifier) ?? {};
  const hasSucceeded = outcome.condition === 'Success';
  const arn = hasSucceeded ? onSuccess : onFailure;
  const { deadLetterArn } = entry;
  const missed = (metric: 'DestinationDeliveryFailures' | 'DeadLetterErrors'): void => {
    ledger.totalsOf(entry.name).undelivered++;
    entry.metrics.counted(metric, calledAs(target));
  };
  if (arn !== undefined && arn !== '') {
    const record = { body: destinationRecord(event, outcome, clock.epochMs()), attributes: {} };
    const isSent = destinations.send(arn, record, ({ body }) => body);
    if (!isSent && !invokeByArn(arn, Buffer.from(record.body)))
      missed('DestinationDeliveryFailures');
  }
  if (!hasSucceeded && deadLetterArn !== undefined) {
    const letter = deadLetter(event, outcome);
    if (!destinations.send(deadLetterArn, letter, receivedMessage)) missed('DeadLetterErrors');
  }
}
