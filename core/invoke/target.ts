import { RepriseError } from '../base/errors.js';
import type { InvokeTarget, Payload } from './client.js';
import { type FunctionRef, parseFunctionName } from './function-name.js';
import { checkClientContext } from './payload-limit.js';

/** A target whose parts have been checked. */
export interface CheckedTarget extends InvokeTarget {
  function: FunctionRef;
}

/**
 * Checks what all invocations of a workload share. Throws `RepriseError` for a name, a qualifier or
 * a client context that Lambda would refuse.
 */
export function checkTarget(target: InvokeTarget): CheckedTarget {
  if (target.clientContext !== undefined) {
    if (target.invocationType !== 'RequestResponse') {
      throw new RepriseError(
        `Lambda passes a client context on for RequestResponse only, not for ${target.invocationType}`,
        { hint: 'Leave out the client context, or invoke as RequestResponse.' },
      );
    }
    checkClientContext(target.clientContext);
  }
  if (target.stream === true && target.invocationType === 'Event') {
    throw new RepriseError('Lambda streams no response of an Event invocation', {
      hint: 'Leave out the streaming, or invoke as RequestResponse.',
    });
  }
  return { ...target, function: parseFunctionName(target.functionName, target.qualifier) };
}

/** The client context one invocation carries; none but for `RequestResponse`. */
export function clientContextOf(target: InvokeTarget, payload: Payload): string | undefined {
  if (target.invocationType !== 'RequestResponse') return undefined;
  return target.clientContext ?? payload.clientContext;
}

/** Whether one invocation is made by `InvokeWithResponseStream`, which takes no `Event`. */
export function isStreamed(target: InvokeTarget, payload: Payload): boolean {
  if (target.invocationType === 'Event') return false;
  return target.stream ?? payload.isStreamed === true;
}
