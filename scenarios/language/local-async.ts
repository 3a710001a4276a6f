import { resolve } from 'node:path';
import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import type { AsyncConfig, DestinationTarget } from '../../local/config.js';
import { count, duration } from './fields.js';

/** Never another machine: what a rehearsal writes stays on this one. */
const loopback = /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(\/\S*)?$/;

const destination = z
  .string()
  .min(1)
  .refine((text) => !text.includes('://') || loopback.test(text), {
    message: 'this is neither a file nor an http:// URL on this machine',
  });

/** `async:` of a function in a `local:` section. */
export const asynchronous = z
  .strictObject({
    maximumRetryAttempts: count(0, 2)
      .optional()
      .describe('Further attempts after a function error. Default: 2.'),
    maximumEventAge: duration()
      .refine((seconds) => seconds >= 60 && seconds <= 21_600, 'this is not between 1m and 6h')
      .optional()
      .describe('How long an event may wait in the queue, from 1m to 6h. Default: 6h.'),
    delayScale: z
      .number()
      .positive()
      .optional()
      .describe(
        "Multiplies the queue's times (1m and 2m between retries, the event's age): 0.01 makes seconds of minutes. Default: 1.",
      ),
    onSuccess: destination
      .optional()
      .describe(
        'Gets a record of every event that succeeded: a file, one record per line, or `http://127.0.0.1:…`.',
      ),
    onFailure: destination
      .optional()
      .describe('Gets a record of every event that was given up; written like `onSuccess`.'),
    deadLetter: destination
      .optional()
      .describe(
        'Gets every event that was given up, as a dead-letter queue has it; written like `onSuccess`.',
      ),
  })
  .describe('What happens to `Event` invocations.');

/** What the local Lambda takes for it; files are resolved against `baseDir`. */
export function toAsync(settings: z.output<typeof asynchronous>, baseDir: string): AsyncConfig {
  const { maximumRetryAttempts, maximumEventAge, delayScale } = settings;
  const { onSuccess, onFailure, deadLetter } = settings;
  return {
    ...defined({ maximumRetryAttempts, maximumEventAgeInSeconds: maximumEventAge, delayScale }),
    ...(onSuccess !== undefined && { onSuccess: toTarget(onSuccess, baseDir) }),
    ...(onFailure !== undefined && { onFailure: toTarget(onFailure, baseDir) }),
    ...(deadLetter !== undefined && { deadLetter: toTarget(deadLetter, baseDir) }),
  };
}

function toTarget(text: string, baseDir: string): DestinationTarget {
  if (text.includes('://')) return { kind: 'http', url: text };
  return { kind: 'file', path: resolve(baseDir, text) };
}
