import { resolve } from 'node:path';
import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import type { AsyncConfig, DestinationTarget } from '../../local/config.js';
import { count, duration, scalar } from './fields.js';
import { latency, toLatency } from './local-latency.js';

/** Never another machine: what a rehearsal writes stays on this one. */
const loopback = /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(\/\S*)?$/;

const destination = z
  .string()
  .min(1)
  .refine((text) => !text.includes('://') || loopback.test(text), {
    message: 'this is neither a file nor an http:// URL on this machine',
  });

const share = scalar(parsePercentage);

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
        'Gets a record of every event that succeeded: the ARN of a queue or a function of this section; a file, one record per line; or `http://127.0.0.1:…`.',
      ),
    onFailure: destination
      .optional()
      .describe('Gets a record of every event that was given up; written like `onSuccess`.'),
    deadLetter: destination
      .optional()
      .describe(
        'Gets every event that was given up, as a dead-letter queue has it; written like `onSuccess`, but no function.',
      ),
    duplicate: share
      .optional()
      .describe('Share of the events that are run a second time: `1%`. Default: none.'),
    drop: share
      .optional()
      .describe(
        'Share of the events that are never run and leave no trace: `0.5%`. Default: none.',
      ),
    delay: latency
      .optional()
      .describe(
        'How long events wait in the queue before their first attempt: `2s`, or `{ p50: 2s, p99: 40s }`; `delayScale` applies. Default: 0.',
      ),
  })
  .describe('What happens to `Event` invocations.');

type Settings = z.output<typeof asynchronous>;

function toFaults({ duplicate, drop, delay }: Settings): Pick<AsyncConfig, 'faults'> {
  if (duplicate === undefined && drop === undefined && delay === undefined) return {};
  return { faults: { ...defined({ duplicate, drop }), ...(delay && { delay: toLatency(delay) }) } };
}

/** What the local Lambda takes for it; files are resolved against `baseDir`. */
export function toAsync(settings: Settings, baseDir: string): AsyncConfig {
  const { maximumRetryAttempts, maximumEventAge, delayScale } = settings;
  const { onSuccess, onFailure, deadLetter } = settings;
  return {
    ...defined({ maximumRetryAttempts, maximumEventAgeInSeconds: maximumEventAge, delayScale }),
    ...toFaults(settings),
    ...(onSuccess !== undefined && { onSuccess: toTarget(onSuccess, baseDir) }),
    ...(onFailure !== undefined && { onFailure: toTarget(onFailure, baseDir) }),
    ...(deadLetter !== undefined && { deadLetter: toTarget(deadLetter, baseDir) }),
  };
}

function toTarget(text: string, baseDir: string): DestinationTarget {
  if (text.startsWith('arn:')) return { kind: 'arn', arn: text };
  if (text.includes('://')) return { kind: 'http', url: text };
  return { kind: 'file', path: resolve(baseDir, text) };
}
