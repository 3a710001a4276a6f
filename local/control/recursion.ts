import { refuseParameters, violation } from '../http/exceptions.js';
import { requiredText } from './members.js';
import { type FunctionOperation, result } from './operation.js';
import { arnOf, findFunction, functionNotFound } from './refusals.js';

/** GET /2024-08-31/functions/{FunctionName}/recursion-config */
export const getFunctionRecursionConfig: FunctionOperation = (ref, _request, plane) => {
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(arnOf(ref, plane));
  return result({ RecursiveLoop: entry.recursiveLoop });
};

/** PUT /2024-08-31/functions/{FunctionName}/recursion-config: kept and told, without effect here. */
export const putFunctionRecursionConfig: FunctionOperation = (ref, { body }, plane) => {
  const wanted = requiredText(body, 'RecursiveLoop');
  if (typeof wanted !== 'string') return wanted;
  if (wanted !== 'Allow' && wanted !== 'Terminate') {
    const constraint = 'Member must satisfy enum value set: [Terminate, Allow]';
    return refuseParameters([violation(wanted, 'recursiveLoop', constraint)]);
  }
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(arnOf(ref, plane));
  entry.recursiveLoop = wanted;
  return result({ RecursiveLoop: wanted });
};
