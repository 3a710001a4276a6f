import type { Settings } from './options.js';

type Action = 'remove' | 'mask';
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const masked = '***';

/** A path from the root, as its keys; `*` stands for every element of a list. */
interface PathRule {
  keys: readonly string[];
  action: Action;
}

/** Changes the text of an event; what no rule touches is written as `JSON.stringify` wrote it. */
export type Redact = (json: string) => string;

/** Undefined when there is nothing to redact. */
export function createRedact(rules: Settings['redact']): Redact | undefined {
  if (rules.length === 0) return undefined;
  const names = new Map<string, Action>();
  const paths: PathRule[] = [];
  for (const { key, action } of rules) {
    if (key.startsWith('$')) paths.push({ keys: keysOf(key), action });
    else names.set(key.toLowerCase(), action);
  }
  return (json) => {
    const event: Json = JSON.parse(json);
    for (const { keys, action } of paths) redactPath(event, keys, action);
    const named = redactNames(event, names);
    return JSON.stringify(named);
  };
}

/** `$.Records[*].headers['x-id']` as its keys. */
function keysOf(path: string): string[] {
  const parts = path.matchAll(/\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+|\*))\]/g);
  return Array.from(parts, ([, dotted, single, double, index]) => {
    return dotted ?? single ?? double ?? index ?? '';
  });
}

function redactPath(value: Json, [key, ...rest]: readonly string[], action: Action): void {
  if (typeof value !== 'object' || value === null || key === undefined) return;
  const keys = key === '*' ? Object.keys(value) : [key];
  // From the end, since taking out an element moves those after it.
  for (const each of keys.reverse()) {
    if (!Object.hasOwn(value, each)) continue;
    if (rest.length > 0) redactPath(Reflect.get(value, each), rest, action);
    else redactKey(value, each, action);
  }
}

function redactKey(holder: Json & object, key: string, action: Action): void {
  if (action === 'mask') Reflect.set(holder, key, masked);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

/** The value, changed in place; another one only where it is a string that is JSON itself. */
function redactNames(value: Json, names: ReadonlyMap<string, Action>): Json {
  if (names.size === 0) return value;
  if (typeof value === 'string') return redactText(value, names);
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, inner] of Object.entries(value)) {
    const action = Array.isArray(value) ? undefined : names.get(key.toLowerCase());
    if (action !== undefined) redactKey(value, key, action);
    else if (isDeep(inner)) setOwn(value, key, redactNames(inner, names));
  }
  return value;
}

function isDeep(value: Json): boolean {
  return typeof value === 'object' ? value !== null : typeof value === 'string';
}

/** An assignment to `__proto__`, which `JSON.parse` makes a property as any other, would not be one. */
function setOwn(holder: Json & object, key: string, value: Json): void {
  Object.defineProperty(holder, key, {
    value,
    ...{ writable: true, enumerable: true, configurable: true },
  });
}

/** A string that holds JSON, as the body of an API Gateway event, is searched as well. */
function redactText(text: string, names: ReadonlyMap<string, Action>): string {
  if (!/^\s*[[{]/.test(text)) return text;
  let parsed: Json;
  try {
    parsed = JSON.parse(text);
  } catch {
    return text;
  }
  const before = JSON.stringify(parsed);
  const after = JSON.stringify(redactNames(parsed, names));
  return before === after ? text : after;
}
