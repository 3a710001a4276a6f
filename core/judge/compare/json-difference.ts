import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import { embeddedDocument } from '../../json/embedded.js';
import { parsePath } from '../../json/parse-path.js';
import { type Path, type PathStep, pathText } from '../../json/path.js';
import { descend, lowestFound, type PathState, startPath } from '../../json/path-match.js';
import { jsonFault } from '../../json/scan.js';
import { JsonValue } from '../../json/spans.js';
import type { Difference, DifferenceKind } from '../../measure/paired-answer.js';
import { isSameNumber } from './json-number.js';

/**
 * A path whose values, and all that is in them, are left out of a comparison. Throws `RepriseError`
 * for what is not a path, and for `$`, which would leave nothing to compare.
 */
export function parseIgnoreRule(text: string): Path {
  const path = parsePath(text, '--ignore');
  if (path.length > 0) return path;
  throw new RepriseError(`--ignore: ${JSON.stringify(text)} leaves nothing to compare`, {
    hint: 'Name what is in the response ($.meta.time), or leave responses out of --metric.',
  });
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
  ignored: readonly Path[] = [],
): Difference[] {
  if (Buffer.compare(first, second) === 0) return [];
  if (jsonFault(first) || jsonFault(second)) {
    return [{ path: '$', kind: 'bytes', first: shown(first), second: shown(second) }];
  }
  const walk = new Walk();
  const states = ignored.flatMap((path) => startPath(path, 0));
  walk.compare(JsonValue.of(first), JsonValue.of(second), states);
  return [...walk.found.values()];
}

class Walk {
  readonly found = new Map<string, Difference>();
  /** Elements of a list share one path, so that a list of a hundred is one field and not a hundred. */
  readonly #steps: PathStep[] = [];

  compare(first: JsonValue, second: JsonValue, states: readonly PathState[]): void {
    if (Buffer.compare(first.bytes, second.bytes) === 0) return;
    if (first.kind !== second.kind || isNull(first) !== isNull(second)) {
      this.#enter('type', first, second);
    } else if (this.#steps.length >= maxDepth) this.#enter('value', first, second);
    else if (first.kind === 'object') this.#compareMembers(first, second, states);
    else if (first.kind === 'array') this.#compareElements(first, second, states);
    else this.#compareScalars(first, second, states);
  }

  #compareMembers(first: JsonValue, second: JsonValue, states: readonly PathState[]): void {
    const others = new Map(second.members());
    for (const [key, value] of new Map(first.members())) {
      const other = others.get(key);
      others.delete(key);
      this.#at(key, states, (below) =>
        other ? this.compare(value, other, below) : this.#enter('missing', value, undefined),
      );
    }
    for (const [key, value] of others) {
      this.#at(key, states, () => this.#enter('added', undefined, value));
    }
  }

  #compareElements(first: JsonValue, second: JsonValue, states: readonly PathState[]): void {
    const elements = [...first.elements()];
    const others = [...second.elements()];
    if (elements.length !== others.length) this.#enter('length', first, second);
    for (const [i, element] of elements.entries()) {
      const other = others[i];
      if (other) this.#at(i, states, (below) => this.compare(element, other, below));
    }
  }

  #compareScalars(first: JsonValue, second: JsonValue, states: readonly PathState[]): void {
    if (first.kind === 'number') {
      if (!isSameNumber(textOf(first), textOf(second))) this.#enter('value', first, second);
      return;
    }
    const text = first.text();
    if (text !== undefined && text === second.text()) return;
    const held = embeddedDocument(first);
    const otherHeld = held && embeddedDocument(second);
    if (held && otherHeld) this.compare(held.root, otherHeld.root, states);
    else this.#enter('value', first, second);
  }

  #at(
    child: string | number,
    states: readonly PathState[],
    work: (below: readonly PathState[]) => void,
  ): void {
    const below = states.length === 0 ? states : descend(states, child);
    if (lowestFound(below) === 0) return;
    this.#steps.push(typeof child === 'number' ? { kind: 'any' } : { kind: 'key', key: child });
    work(below);
    this.#steps.pop();
  }

  #enter(kind: DifferenceKind, first: JsonValue | undefined, second: JsonValue | undefined): void {
    const path = pathText(this.#steps);
    if (this.found.has(path)) return;
    this.found.set(path, {
      ...{ path, kind },
      ...defined({ first: first && shown(first.bytes), second: second && shown(second.bytes) }),
    });
  }
}

function isNull(value: JsonValue): boolean {
  return value.kind === 'literal' && value.document[value.start] === 0x6e;
}

function textOf(value: JsonValue): string {
  return Buffer.from(value.bytes).toString('latin1');
}

/** Never cuts a character in two that is written as several bytes. */
function shown(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, shownCharacters * 4)).toString('utf8');
  const isWhole = bytes.length <= shownCharacters * 4 && text.length <= shownCharacters;
  return isWhole ? text : `${text.slice(0, shownCharacters - 1)}…`;
}
