import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import type { QueueConfig } from '../../local/config.js';
import { count, duration } from './fields.js';

const redrive = z
  .strictObject({
    deadLetterQueue: z.string().min(1).describe('A queue of this section.'),
    maxReceiveCount: count(1, 1000).describe(
      'How often a message may be received before it moves there.',
    ),
  })
  .describe('Where messages go that are received again and again.');

const upTo = (longestS: number, text: string) =>
  duration().refine((seconds) => seconds <= longestS, `this is above ${text}, SQS's longest`);

/** One queue of a `local:` section. */
export const queue = z
  .strictObject({
    visibilityTimeout: upTo(43_200, '12h')
      .optional()
      .describe('How long others do not see a message that was received. Default: 30s.'),
    delay: upTo(900, '15m')
      .optional()
      .describe('How long nobody sees a message that was sent. Default: 0s.'),
    receiveWait: upTo(20, '20s')
      .optional()
      .describe('How long a receive waits for a message unless it says so itself. Default: 0s.'),
    retention: upTo(1_209_600, '14d')
      .refine((seconds) => seconds >= 60, "this is below 1m, SQS's shortest")
      .optional()
      .describe('How long a message is kept. Default: 4d.'),
    redrive: redrive.optional(),
    maxMessages: count(1)
      .optional()
      .describe('Beyond so many, the oldest are dropped, and counted. Default: 100000.'),
  })
  .describe('A standard SQS queue.');

/** What the local Lambda takes for it. */
export function toQueue(settings: z.output<typeof queue>): QueueConfig {
  const { visibilityTimeout, delay, receiveWait, retention, redrive, maxMessages } = settings;
  return {
    ...defined({ visibilityTimeoutS: visibilityTimeout, delayS: delay, receiveWaitS: receiveWait }),
    ...defined({ retentionS: retention, redrive, maxMessages }),
  };
}
