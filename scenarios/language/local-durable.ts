import { z } from 'zod';
import type { DurableConfig } from '../../local/config.js';
import { count, positiveDuration } from './fields.js';

/** As long as a synchronous start may take; the service has no default of its own. */
const defaultExecutionTimeoutS = 900;
/** DurableConfig's own default. */
const defaultRetentionDays = 14;

/** `durable:` of a function in a `local:` section. */
export const durable = z
  .union([
    z.boolean(),
    z.strictObject({
      executionTimeout: positiveDuration()
        .refine((seconds) => seconds <= 31_622_400, 'this is above the longest, 366 days')
        .optional()
        .describe(
          'How long an execution may take; above 15m only `Event` invocations start one. Default: 15m.',
        ),
      retentionDays: count(1, 90)
        .optional()
        .describe("Days that a closed execution's name stays taken. Default: 14."),
    }),
  ])
  .describe(
    'Makes it a durable function: invoked through a version or an alias, an execution name starts once. Steps, waits and checkpoints are not modelled. Default: false.',
  );

/** What the local Lambda takes for it; undefined where the function is not durable. */
export function toDurable(
  settings: z.output<typeof durable> | undefined,
): DurableConfig | undefined {
  if (!settings) return undefined;
  const { executionTimeout, retentionDays } = settings === true ? {} : settings;
  return {
    executionTimeoutS: executionTimeout ?? defaultExecutionTimeoutS,
    retentionDays: retentionDays ?? defaultRetentionDays,
  };
}
