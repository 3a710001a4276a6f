import { ServiceFault } from './fault.js';

/** The members of a request's body, or of an object in it. */
export type Members = Readonly<Record<string, unknown>>;

/** A text; undefined when it is absent or null. */
export function textOf(members: Members, name: string): string | undefined {
  const value = members[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw refuseType(value, 'String');
}

/** A number without a fraction; undefined when it is absent or null. */
export function integerOf(members: Members, name: string): number | undefined {
  const value = members[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number') throw refuseType(value, 'Integer');
  return Math.trunc(value);
}

/** True or false; false when it is absent or null. */
export function flagOf(members: Members, name: string): boolean {
  const value = members[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw refuseType(value, 'Boolean');
}

/** A list of texts; empty when it is absent or null. */
export function textsOf(members: Members, name: string): string[] {
  return listOf(members, name).map((value) => {
    if (typeof value === 'string') return value;
    throw refuseType(value, 'String');
  });
}

/** A list of objects; empty when it is absent or null. */
export function objectsOf(members: Members, name: string): Members[] {
  return listOf(members, name).map((value) => {
    if (isObject(value)) return value;
    throw refuseType(value, 'Structure');
  });
}

/** The entries of an object; none when it is absent or null. */
export function objectOf(members: Members, name: string): Members {
  const value = members[name] ?? {};
  if (isObject(value)) return value;
  throw refuseType(value, 'Map');
}

/** Is it a JSON object? */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(members: Members, name: string): unknown[] {
  const value = members[name] ?? [];
  if (Array.isArray(value)) return value;
  throw refuseType(value, 'List');
}

function refuseType(value: unknown, wanted: string): ServiceFault {
  const found = typeof value === 'object' ? 'START_OBJECT' : `${typeof value}_VALUE`.toUpperCase();
  return new ServiceFault('SerializationException', `${found} cannot be converted to ${wanted}`);
}
