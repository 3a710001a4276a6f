import type { Refusal } from '../http/exceptions.js';
import { refuse } from '../http/exceptions.js';
import type { NamedFunction } from '../http/function-ref.js';
import { requiredInteger } from './members.js';
import { type ControlPlane, deleted, type FunctionOperation, result } from './operation.js';
import { arnOf, findFunction, functionNotFound, refuseUntyped } from './refusals.js';

// Every message below as recorded from the service 2025-11.

/** PUT /2017-10-31/functions/{FunctionName}/concurrency */
export const putFunctionConcurrency: FunctionOperation = (ref, { body }, plane) => {
  const name = 'ReservedConcurrentExecutions';
  const wanted = requiredInteger(body, name, { min: 0 });
  if (typeof wanted !== 'number') return wanted;
  if (ref.qualifier !== undefined) return refuseQualified();
  const entry = findFunction(ref, plane);
  if (entry === undefined) return unqualifiedNotFound(ref, plane);
  const { account } = plane.deployment;
  const { provisionedRequested: provisioned, reserved } = entry.concurrency;
  if (wanted < provisioned) {
    return refuseUntyped(
      ` ReservedConcurrentExecutions  ${wanted} should not be lower than function's total provisioned concurrency [${provisioned}].`,
    );
  }
  const freed = reserved ?? provisioned;
  if (wanted > 0 && account.unreserved + freed - wanted < account.minimumUnreserved) {
    return refuseUntyped(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${account.minimumUnreserved}].`,
    );
  }
  entry.concurrency.reserve(wanted);
  return result({ [name]: wanted });
};

/** GET /2019-09-30/functions/{FunctionName}/concurrency: `{}` where nothing is reserved. */
export const getFunctionConcurrency: FunctionOperation = (ref, _request, plane) => {
  if (ref.qualifier !== undefined) return refuseQualified();
  const entry = findFunction(ref, plane);
  if (entry === undefined) return unqualifiedNotFound(ref, plane);
  const { reserved } = entry.concurrency;
  return result(reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved });
};

/** DELETE /2017-10-31/functions/{FunctionName}/concurrency */
export const deleteFunctionConcurrency: FunctionOperation = (ref, _request, plane) => {
  if (ref.qualifier !== undefined) return refuseQualified();
  const entry = findFunction(ref, plane);
  if (entry === undefined) return unqualifiedNotFound(ref, plane);
  entry.concurrency.reserve(undefined);
  return deleted;
};

function refuseQualified(): Refusal {
  return refuse(
    'InvalidParameterValueException',
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}

function unqualifiedNotFound(ref: NamedFunction, plane: ControlPlane): Refusal {
  return functionNotFound(arnOf({ ...ref, qualifier: '$LATEST' }, plane));
}
