import { jsonFault } from '../../json/scan.js';
import { JsonValue } from '../../json/spans.js';
import { isSameNumber } from './json-number.js';
import { type IgnoreRule, pathText, type ResponseStep } from './json-path.js';

/**
 * What is different at a path: a value, a value of another type, a member that only the first or
 * only the second has, a list of another length, or (at the root) bytes that are not JSON.
 */
export type DifferenceKind = 'value' | 'type' | 'missing' | 'added' | 'length' | 'bytes';

/** One field in which two responses differ. */
export interface Difference {
  path: string;
  kind: DifferenceKind;
  /** What either side has there, cut to a length that can be shown; absent where it has nothing. */
  first?: string;
  second?: string;
}

/** Deeper values are compared byte by byte: nobody reads a path of so many steps. */
const maxDepth = 64;
const shownCharacters = 120;

/**
 * The fields in which two responses differ, each path once, in the order of the first. As JSON:
 * white space, the order of members, and how strings are escaped do not count; numbers are the same
 * when they are exactly the same number (`isSameNumber`); of equal keys the last counts; the order of
 * a list counts. A string that holds a JSON object or list on both sides, as the `body` of an API's
 * answer does, is compared as what it holds. Responses that are not both JSON are compared by bytes.
 */
export function responseDifferences(
  first: Uint8Array,
  second: Uint8Array,
  ignored: readonly IgnoreRule[] = [],
): Difference[] {
  if (Buffer.compare(first, second) === 0) return [];
  if (jsonFault(first) || jsonFault(second)) {
    return [{ path: '$', kind: 'bytes', first: shown(first), second: shown(second) }];
  }
  const walk = new Walk(ignored);
  walk.compare(JsonValue.of(first), JsonValue.of(second));
  return [...walk.found.values()];
}

class Walk {
  readonly found = new Map<string, Difference>();
  readonly #ignored: readonly IgnoreRule[];
  readonly #steps: ResponseStep[] = [];

  constructor(ignored: readonly IgnoreRule[]) {
    this.#ignored = ignored;
  }

  compare(first: JsonValue, second: JsonValue): void {
    if (Buffer.compare(first.bytes, second.bytes) === 0) return;
    if (first.kind !== second.kind || isNull(first) !== isNull(second)) {
      this.#enter('type', first, second);
    } else if (this.#steps.length >= maxDepth) this.#enter('value', first, second);
    else if (first.kind === 'object') this.#compareMembers(first, second);
    else if (first.kind === 'array') this.#compareElements(first, second);
    else this.#compareScalars(first, second);
  }

  #compareMembers(first: JsonValue, second: JsonValue): void {
    const others = new Map(second.members());
    for (const [key, value] of new Map(first.members())) {
      const other = others.get(key);
      others.delete(key);
      this.#at({ key }, () =>
        other ? this.compare(value, other) : this.#enter('missing', value, undefined),
      );
    }
    for (const [key, value] of others) {
      this.#at({ key }, () => this.#enter('added', undefined, value));
    }
  }

  #compareElements(first: JsonValue, second: JsonValue): void {
    const elements = [...first.elements()];
    const others = [...second.elements()];
    if (elements.length !== others.length) this.#enter('length', first, second);
    this.#at('element', () => {
      for (const [i, element] of elements.entries()) {
        const other = others[i];
        if (other) this.compare(element, other);
      }
    });
  }

  #compareScalars(first: JsonValue, second: JsonValue): void {
    if (first.kind === 'number') {
      if (!isSameNumber(textOf(first), textOf(second))) this.#enter('value', first, second);
      return;
    }
    const text = first.text();
    const other = second.text();
    if (text !== undefined && text === other) return;
    const held = documentIn(text);
    const otherHeld = documentIn(other);
    if (held && otherHeld) this.compare(held, otherHeld);
    else this.#enter('value', first, second);
  }

  #at(step: ResponseStep, work: () => void): void {
    this.#steps.push(step);
    if (!this.#ignored.some((rule) => rule(this.#steps))) work();
    this.#steps.pop();
  }

  #enter(kind: DifferenceKind, first: JsonValue | undefined, second: JsonValue | undefined): void {
    const path = pathText(this.#steps);
    if (this.found.has(path)) return;
    this.found.set(path, {
      ...{ path, kind },
      ...(first && { first: shown(first.bytes) }),
      ...(second && { second: shown(second.bytes) }),
    });
  }
}

function isNull(value: JsonValue): boolean {
  return value.kind === 'literal' && value.document[value.start] === 0x6e;
}

function textOf(value: JsonValue): string {
  return Buffer.from(value.bytes).toString('latin1');
}

/** The object or list that a string holds. */
function documentIn(text: string | undefined): JsonValue | undefined {
  if (text === undefined || !/^\s*[[{]/.test(text)) return undefined;
  const bytes = Buffer.from(text);
  return jsonFault(bytes) ? undefined : JsonValue.of(bytes);
}

/** Never cuts a character in two that is written as several bytes. */
function shown(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, shownCharacters * 4)).toString('utf8');
  const isWhole = bytes.length <= shownCharacters * 4 && text.length <= shownCharacters;
  return isWhole ? text : `${text.slice(0, shownCharacters - 1)}…`;
}
