import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import type { FaultConfig, FaultEffect } from '../../local/config.js';
import { type ModelledException, modelledExceptions } from '../../local/http/exceptions.js';
import { count, duration, positiveDuration, scalar, text } from './fields.js';

const exceptionNames = Object.keys(modelledExceptions) as ModelledException[];
const otherFaults = ['html', 'reset', 'hang', 'slowBody', 'truncatedBody'] as const;

const fields = z.strictObject({
  fault: z
    .union([z.enum([...exceptionNames, ...otherFaults]), count(500, 599)])
    .describe(
      'What happens: an exception of Invoke by its name (`TooManyRequestsException`); a status of 5xx without a body (`503`); `html`, the page of a proxy in between; `reset`, a broken connection; `hang`, no answer at all; `slowBody` and `truncatedBody`, an answer that comes slowly or in half.',
    ),
  message: z.string().optional().describe('The message of an exception.'),
  members: z
    .record(z.string(), text())
    .optional()
    .describe(
      "An exception's other members: `{ Reason: ReservedFunctionConcurrentInvocationLimitExceeded }`.",
    ),
  retryAfter: positiveDuration()
    .optional()
    .describe("What an exception's Retry-After says, in whole seconds."),
  status: count(400, 599).optional().describe('The status of an `html` page. Default: 502.'),
  over: positiveDuration().optional().describe('How long a `slowBody` takes to come. Default: 1s.'),
  share: scalar(parsePercentage)
    .optional()
    .describe('Share of the invocations that it hits: `5%`. Default: all of them.'),
  burst: z
    .strictObject({
      every: count(1).describe('Counts invocations in blocks of so many.'),
      count: count(1).optional().describe('How many of each block it hits, the last. Default: 1.'),
    })
    .refine(({ every, count: hit = 1 }) => hit <= every, {
      message: 'count is above every',
      path: ['count'],
    })
    .optional()
    .describe('Hits the last ones of every so many invocations: `{ every: 100, count: 3 }`.'),
  from: duration().optional().describe('When it begins, from the first invocation. Default: 0s.'),
  for: positiveDuration().optional().describe('How long it lasts. Default: to the end.'),
});

type Fields = z.output<typeof fields>;

/** The keys that say more of some faults, and of which. */
const belongsTo = {
  message: 'an exception',
  members: 'an exception',
  retryAfter: 'an exception',
  status: 'html',
  over: 'slowBody',
} as const;

/** One fault of a `faults:` list. */
export const fault = fields
  .superRefine((settings, issues) => {
    const kind = isException(settings.fault) ? 'an exception' : settings.fault;
    for (const [key, owner] of Object.entries(belongsTo)) {
      if (!Reflect.has(settings, key) || owner === kind) continue;
      const message = `this belongs to ${owner}, and the fault is ${settings.fault}`;
      issues.addIssue({ code: 'custom', message, path: [key] });
    }
  })
  .describe('A fault on demand. `share`, `burst` and `from`/`for` narrow down what it hits.');

/** A fault as `FaultPlan` takes it. */
export function toFault(settings: Fields): FaultConfig {
  const { share, burst, from: fromS = 0, for: forS } = settings;
  return {
    effect: toEffect(settings),
    ...defined({ share }),
    ...(burst && { burst: { every: burst.every, count: burst.count ?? 1 } }),
    ...((fromS > 0 || forS !== undefined) && {
      window: { fromS, ...(forS !== undefined && { forS }) },
    }),
  };
}

function toEffect(settings: Fields): FaultEffect {
  const { fault: kind, message, members, retryAfter } = settings;
  if (typeof kind === 'number') return { kind: 'status', status: kind };
  if (isException(kind)) {
    return {
      kind: 'exception',
      name: kind,
      ...defined({ message }),
      ...(members && { members }),
      ...(retryAfter !== undefined && { retryAfterSeconds: Math.ceil(retryAfter) }),
    };
  }
  if (kind === 'html') return { kind, status: settings.status ?? 502 };
  if (kind === 'slowBody') return { kind, overS: settings.over ?? 1 };
  return { kind };
}

function isException(kind: Fields['fault']): kind is ModelledException {
  return Object.hasOwn(modelledExceptions, kind);
}
