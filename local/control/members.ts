import { type Refusal, refuseParameters, unmodelled, violation } from '../http/exceptions.js';

/** The bounds of an integer member. */
export interface Bounds {
  min: number;
  max?: number;
}

/** A required integer of a body, or why it is none, as the service says (recorded 2025-11). */
export function requiredInteger(
  body: Readonly<Record<string, unknown>>,
  name: string,
  bounds: Bounds,
): number | Refusal {
  const value = optionalInteger(body, name, bounds);
  return value ?? refuseNull(name);
}

/** An integer of a body; undefined when it is absent or null. */
export function optionalInteger(
  body: Readonly<Record<string, unknown>>,
  name: string,
  { min, max }: Bounds,
): number | undefined | Refusal {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') return refuseType(value, 'Integer');
  if (value < min) return refuseBound(name, value, `greater than or equal to ${min}`);
  if (max !== undefined && value > max) {
    return refuseBound(name, value, `less than or equal to ${max}`);
  }
  return Math.trunc(value);
}

/** A required text of a body. */
export function requiredText(
  body: Readonly<Record<string, unknown>>,
  name: string,
): string | Refusal {
  return optionalText(body, name) ?? refuseNull(name);
}

/** A text of a body; undefined when it is absent or null. */
export function optionalText(
  body: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined | Refusal {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : refuseType(value, 'String');
}

/** An object of a body; empty when it is absent or null. */
export function optionalObject(
  body: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = body[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The name of a member as violations spell it: `reservedConcurrentExecutions`. */
function memberName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function refuseNull(name: string): Refusal {
  const constraint = 'failed to satisfy constraint: Member must not be null';
  return refuseParameters([`Value null at '${memberName(name)}' ${constraint}`]);
}

function refuseBound(name: string, value: number, bound: string): Refusal {
  return refuseParameters([
    violation(String(value), memberName(name), `Member must have value ${bound}`),
  ]);
}

function refuseType(value: unknown, wanted: string): Refusal {
  const found = typeof value === 'object' ? 'START_OBJECT' : `${typeof value}_VALUE`.toUpperCase();
  const message = `${found} can not be converted to ${wanted === 'Integer' ? 'an' : 'a'} ${wanted}`;
  return unmodelled('SerializationException', 400, { message });
}
