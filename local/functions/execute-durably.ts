import type { LocalClock } from '../clock.js';
import { type Refusal, refuse } from '../http/exceptions.js';
import type { DurableStart } from './durable.js';
import type { Execution } from './execution.js';
import { type Call, execute } from './invocation.js';
import type { Target } from './registry.js';

/** What of a request decides whether it may start an execution. */
export interface DurableRequest {
  isQualified: boolean;
  isSynchronous: boolean;
  name: string | undefined;
}

const longestSynchronousS = 900;

/** What the service refuses before it starts anything; both messages of durable functions as it answers them. */
export function refuseDurable(
  { function: { durable } }: Target,
  { isQualified, isSynchronous, name }: DurableRequest,
): Refusal | undefined {
  if (durable === undefined) {
    // What the service says of it is not documented.
    return name === undefined
      ? undefined
      : invalid('A durable execution name can be given for a durable function only.');
  }
  if (!isQualified) {
    return invalid('You cannot invoke a durable function using an unqualified ARN.');
  }
  if (!isSynchronous || durable.settings.executionTimeoutS <= longestSynchronousS) return undefined;
  return invalid(
    'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
  );
}

function invalid(message: string): Refusal {
  return refuse('InvalidParameterValueException', message);
}

/** Starts an execution of a durable function or finds it; undefined for any other function. */
export function startDurable(
  { function: { arn, durable }, version }: Target,
  payload: Buffer,
  name: string | undefined,
): DurableStart | Refusal | undefined {
  return durable?.start(`${arn}:${version.version}`, payload, name);
}

/**
 * Runs one synchronous invocation: of a durable function once for each name, and whoever starts the same
 * again waits for its end, or gets what it ended in.
 */
export function executeDurably(
  target: Target,
  call: Call,
  name: string | undefined,
  clock: LocalClock,
  done: (execution: Execution | Refusal) => void,
): void {
  const start = startDurable(target, call.payload, name);
  if (start === undefined) {
    execute(target, call, clock, done);
  } else if (start.kind === 'refusal') {
    done(start);
  } else if (start.isNew) {
    execute(target, call, clock, (result) => {
      target.function.durable?.end(start.execution, result);
      done(result.kind === 'executed' ? start.execution.answered(result) : result);
    });
  } else {
    start.execution.attach(done);
  }
}
