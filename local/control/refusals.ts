import type { FunctionEntry } from '../functions/registry.js';
import { type Refusal, refuse, unmodelled } from '../http/exceptions.js';
import type { NamedFunction } from '../http/function-ref.js';
import type { ControlPlane } from './operation.js';

/** Is it one of the names that an alias may have, and not a version's? */
export function isAliasName(qualifier: string): boolean {
  return /^(?!\d+$)[\w-]+$/.test(qualifier);
}

/** `arn:aws:lambda:...:function:checkout`, with its qualifier when the reference has one. */
export function arnOf({ name, qualifier }: NamedFunction, { deployment }: ControlPlane): string {
  const arn = deployment.registry.arnOf(name);
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** `Function not found: <arn>`, as recorded 2025-11. */
export function functionNotFound(arn: string): Refusal {
  return refuse('ResourceNotFoundException', `Function not found: ${arn}`);
}

/** `Cannot find alias arn: <arn>`, as recorded 2025-11. */
export function aliasNotFound(arn: string): Refusal {
  return refuse('ResourceNotFoundException', `Cannot find alias arn: ${arn}`);
}

/** An InvalidParameterValueException without a Type: those about account limits have none (recorded 2025-11). */
export function refuseUntyped(message: string): Refusal {
  return unmodelled('InvalidParameterValueException', 400, { message });
}

/** A `RevisionId` that is not the latest, of an alias or of `$LATEST` (recorded 2025-11 and 2022-09). */
export function refuseRevision(): Refusal {
  const message =
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id';
  return unmodelled('PreconditionFailedException', 412, { Type: 'User', message });
}

/** The function of a reference whose qualifier does not matter. */
export function findFunction(
  { name }: NamedFunction,
  { deployment }: ControlPlane,
): FunctionEntry | undefined {
  return deployment.registry.get(name);
}
