import { isPathFault, namePattern, readPath } from '../core/json/path.js';
import { descend, lowestFound, type PathState, startPath } from '../core/json/path-match.js';
import type { Settings } from './options.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const masked = '***';

/** Changes the text of an event; what no rule touches is written as `JSON.stringify` wrote it. */
export type Redact = (json: string) => string;

/** Undefined when there is nothing to redact. Throws `TypeError` for a rule that cannot be read. */
export function createRedact(rules: Settings['redact']): Redact | undefined {
  if (rules.length === 0) return undefined;
  const redaction = new Redaction(rules);
  return (json) => redaction.redact(json);
}

/** What begins as a path does, or has more than one step, is one; all else is a name at any depth. */
const pathLike = /^\$(?=[.[]|$)|^["']|[.[\]]/;

class Redaction {
  readonly #rules: Settings['redact'];
  readonly #paths: readonly PathState[];
  /** Names in lower case, with the number of their rule. */
  readonly #names = new Map<string, number>();
  readonly #patterns: { pattern: RegExp; rule: number }[] = [];
  #edits = 0;

  constructor(rules: Settings['redact']) {
    this.#rules = rules;
    this.#paths = rules.flatMap(({ key }, rule) => {
      // A name with a dot in it may be meant as well.
      if (!key.startsWith('$') || !pathLike.test(key)) this.#addName(key, rule);
      return pathLike.test(key) ? pathOf(key, rule) : [];
    });
  }

  redact(json: string): string {
    const before = this.#edits;
    const rule = lowestFound(this.#paths);
    if (Number.isFinite(rule)) return this.#removes(rule) ? 'null' : JSON.stringify(masked);
    const event = this.#within(JSON.parse(json), this.#paths);
    return this.#edits === before ? json : JSON.stringify(event);
  }

  #addName(name: string, rule: number): void {
    if (name.includes('*')) this.#patterns.push({ pattern: namePattern(name, 'i'), rule });
    else if (!this.#names.has(name.toLowerCase())) this.#names.set(name.toLowerCase(), rule);
  }

  /** The value, changed in place; another one only where it is a string that is JSON itself. */
  #within(value: Json, states: readonly PathState[]): Json {
    if (typeof value === 'string') return this.#withinText(value, states);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      // From the end, since taking out an element moves those after it.
      for (let i = value.length - 1; i >= 0; i -= 1) this.#item(value, i, states);
    } else for (const key of Object.keys(value)) this.#item(value, key, states);
    return value;
  }

  #item(holder: Json & object, child: string | number, states: readonly PathState[]): void {
    const below = states.length === 0 ? states : descend(states, child);
    const byName = typeof child === 'string' ? this.#ruleOf(child) : Number.POSITIVE_INFINITY;
    const rule = Math.min(lowestFound(below), byName);
    if (Number.isFinite(rule)) {
      this.#edits += 1;
      if (!this.#removes(rule)) Reflect.set(holder, child, masked);
      else if (Array.isArray(holder)) holder.splice(Number(child), 1);
      else Reflect.deleteProperty(holder, child);
      return;
    }
    const before: Json = Reflect.get(holder, child);
    const after = this.#within(before, below);
    if (after !== before) Reflect.set(holder, child, after);
  }

  #ruleOf(name: string): number {
    const exact = this.#names.get(name.toLowerCase()) ?? Number.POSITIVE_INFINITY;
    return this.#patterns.reduce(
      (lowest, { pattern, rule }) => (rule < lowest && pattern.test(name) ? rule : lowest),
      exact,
    );
  }

  #removes(rule: number): boolean {
    return this.#rules[rule]?.action === 'remove';
  }

  /** A string that holds JSON, as the body of an API Gateway event, is searched as if it stood there. */
  #withinText(text: string, states: readonly PathState[]): string {
    if (!/^\s*[[{]/.test(text)) return text;
    let parsed: Json;
    try {
      parsed = JSON.parse(text);
    } catch {
      return text;
    }
    const before = this.#edits;
    const after = this.#within(parsed, states);
    return this.#edits === before ? text : JSON.stringify(after);
  }
}

function pathOf(text: string, rule: number): PathState[] {
  const path = readPath(text);
  if (!isPathFault(path)) return startPath(path, rule);
  const { offset, expected } = path;
  throw new TypeError(
    `redact: ${JSON.stringify(text)} is not a path: expected ${expected} at character ${offset + 1}`,
  );
}
