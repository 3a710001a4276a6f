import type { CancelTimer } from '../../core/base/clock.js';
import type { MessageContent } from './message.js';

/** What a queue is set to; the defaults are the service's. */
export interface QueueSettings {
  delayS: number;
  maximumMessageBytes: number;
  retentionS: number;
  receiveWaitS: number;
  visibilityTimeoutS: number;
  /** Where messages go that were received so often and not deleted. */
  redrive: Redrive | undefined;
}

/** A queue's redrive policy. */
export interface Redrive {
  deadLetterArn: string;
  maxReceiveCount: number;
}

/** A message in a queue. */
export interface QueuedMessage extends MessageContent {
  readonly messageId: string;
  /** Milliseconds since 1970, and kept when it moves to a dead-letter queue. */
  readonly sentMs: number;
  readonly sizeBytes: number;
  /** The queue that it moved here from. */
  sourceArn: string | undefined;
  receiveCount: number;
  /** Milliseconds since 1970. */
  firstReceivedMs: number | undefined;
  /** Of the last receive; earlier handles are of no use. */
  receipt: string | undefined;
  state: 'visible' | 'delayed' | 'inFlight' | 'gone';
  cancelTimer: CancelTimer | undefined;
}

/** What happened to the messages of a queue since it was made. */
export interface QueueCounts {
  sent: number;
  received: number;
  deleted: number;
  /** Moved to the dead-letter queue. */
  redriven: number;
  /** Older than the retention period. */
  expired: number;
  /** Purged on request. */
  purged: number;
  /** The oldest, left out because the queue held as much as it may. */
  dropped: number;
}

/** How much a queue holds before its oldest messages are dropped. */
export interface QueueBounds {
  messages: number;
  bytes: number;
}

/** How a queue is read. */
export interface ReceiveOrder {
  count: number;
  visibilityTimeoutS: number;
  waitS: number;
}
