import { RepriseError } from '../base/errors.js';
import type { JsonValue } from '../json/spans.js';

/** A key of an object, the number of an element, or every element of a list. */
export type PathStep =
  | { kind: 'key'; key: string }
  | { kind: 'index'; index: number }
  | { kind: 'each' };

/** The way to a value from the top of a document. */
export type JsonPath = readonly PathStep[];

const part = /(?:^|(?<!^)\.)("(?:[^"\\]|\\.)*"|[^.[\]"]+)|\[(\d+|\*)\]/y;

/**
 * A path as people write it: `requestContext.requestId`, `Records[0].body`, `Records[*].messageId`.
 *
 *     path = step { "." step | "[" ( digits | "*" ) "]" } ;   step = bare | JSON string ;
 *
 * A key with dots, brackets or quotes in it is written as a JSON string: `headers."x.y/z"`. Throws
 * `RepriseError` for anything else.
 */
export function parseJsonPath(text: string): JsonPath {
  const steps: PathStep[] = [];
  part.lastIndex = 0;
  while (part.lastIndex < text.length) {
    const [, key, index] = part.exec(text) ?? refuse(text);
    if (key !== undefined) steps.push({ kind: 'key', key: keyOf(key, text) });
    else if (index === '*') steps.push({ kind: 'each' });
    else steps.push({ kind: 'index', index: Number(index) });
  }
  return steps.length > 0 ? steps : refuse(text);
}

function keyOf(written: string, text: string): string {
  if (!written.startsWith('"')) return written;
  try {
    return JSON.parse(written) as string;
  } catch {
    return refuse(text);
  }
}

function refuse(text: string): never {
  throw new RepriseError(`${JSON.stringify(text)} is not a path`, {
    hint: 'Write keys with dots between them: requestContext.requestId, Records[0].body, Records[*].messageId; a key that has a dot itself in double quotes: headers."x.y".',
  });
}

/** Whether one path leads through the other, or to the same: edits of both would be of the same bytes. */
export function overlaps(a: JsonPath, b: JsonPath): boolean {
  return a.slice(0, b.length).every((step, i) => mayBeSame(step, b[i] as PathStep));
}

function mayBeSame(a: PathStep, b: PathStep): boolean {
  if (a.kind === 'key' || b.kind === 'key') {
    return a.kind === 'key' && b.kind === 'key' && a.key === b.key;
  }
  return a.kind === 'each' || b.kind === 'each' || a.index === b.index;
}

/** The values at a path; none where it leads nowhere. */
export function valuesAt(value: JsonValue, path: JsonPath): JsonValue[] {
  return path.reduce((values, step) => values.flatMap((each) => follow(each, step)), [value]);
}

function follow(value: JsonValue, step: PathStep): JsonValue[] {
  if (step.kind === 'key') {
    const found = value.kind === 'object' ? value.at(step.key) : undefined;
    return found ? [found] : [];
  }
  const elements = [...value.elements()];
  if (step.kind === 'each') return elements;
  const element = elements[step.index];
  return element ? [element] : [];
}
