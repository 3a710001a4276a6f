import { applyEdits, type Edit, inOrder } from '../json/edits.js';
import type { Path } from '../json/path.js';
import { jsonFault } from '../json/scan.js';
import { JsonValue } from '../json/spans.js';
import { openPlace, type Place, placesBelow, valuesAt } from '../json/values-at.js';
import type { ChangeContext } from './change-context.js';
import { findTimes, stampText } from './find-times.js';
import type { SetCounts } from './set-counts.js';
import { expand } from './template.js';
import { shiftStamp } from './time-stamp.js';
import type { SetEdit } from './transform-spec.js';

/** A time shift as it is done: the seconds are known. */
export interface KnownShift {
  byS: number;
  at?: Path[] | undefined;
  /** Around when the document's times are, in seconds since the epoch. */
  aroundS: number;
}

/**
 * A JSON document with values set and time stamps moved; the same bytes where there is nothing to do.
 * Every byte outside of the edited values stays as it is. Braces that the document itself holds mean
 * nothing. Undefined when it is no JSON. Where a value is set within one that is set, the outer counts.
 */
export function editJson(
  document: Uint8Array,
  sets: readonly SetEdit[],
  shift: KnownShift | undefined,
  context: ChangeContext,
  counts?: SetCounts,
): Uint8Array | undefined {
  if (jsonFault(document)) return undefined;
  const root = JsonValue.of(document);
  const filled = new Set<number>();
  const bySet = sets.map((set) => setEdits(root, set, context, filled));
  if (counts) countSets(counts, bySet);
  const edits = bySet.flat();
  const moved = shift ? shiftEdits(root, shift) : [];
  const free = moved.filter((move) => !edits.some((edit) => overlap(edit, move)));
  const all = inOrder([...edits, ...free]);
  return all.length > 0 ? applyEdits(document, all) : document;
}

const anyArrival: ChangeContext = { seq: 0, seed: 0, record: 0, arrival: '', nowUs: 0 };

/** Whether a set finds its place in a document. Of what is no JSON, which stops a run, it is not asked: true. */
export function findsPlace(document: Uint8Array, set: SetEdit): boolean {
  if (jsonFault(document)) return true;
  return setEdits(JsonValue.of(document), set, anyArrival, new Set()).length > 0;
}

function countSets(counts: SetCounts, bySet: readonly Edit[][]): void {
  counts.payloads += 1;
  for (const [i, { length }] of bySet.entries()) {
    if (length > 0) counts.matched[i] = (counts.matched[i] ?? 0) + 1;
  }
}

function overlap(a: Edit, b: Edit): boolean {
  return a.start < b.end && b.start < a.end;
}

/**
 * Where the value is missing, but the object that would hold it is there, it is added at its end;
 * behind `**`, which would add it to every object, it is not.
 */
function setEdits(
  root: JsonValue,
  { path, value, text }: SetEdit,
  context: ChangeContext,
  filled: Set<number>,
): Edit[] {
  const json = (asText: boolean, i: number): string =>
    expand(value, context, i === 0 ? text : `${text}/${i}`, asText);
  const last = path.at(-1);
  if (last?.kind !== 'key' || path.some(({ kind }) => kind === 'deep')) {
    return valuesAt(root, path).map((found, i) => replace(found, json(isText(found), i)));
  }
  return valuesAt(root, path.slice(0, -1)).flatMap((holder, i) => {
    const place = openPlace(holder) ?? holder;
    if (place.value.kind !== 'object') {
      return placesBelow(place, [last]).map((found) => replace(found, json(isText(found), i)));
    }
    const value = place.value.at(last.key);
    if (!value) return [addition(place, `${JSON.stringify(last.key)}:${json(false, i)}`, filled)];
    return [replace({ ...place, value }, json(value.kind === 'string', i))];
  });
}

function isText({ value }: Place): boolean {
  return value.kind === 'string';
}

function replace({ value: { start, end }, lift }: Place, text: string): Edit {
  return lift({ start, end, text });
}

/** Behind the last member, or behind the opening brace of an empty object, which is `filled` then. */
function addition({ value, lift }: Place, member: string, filled: Set<number>): Edit {
  let after: number | undefined;
  for (const [, last] of value.members()) after = last.end;
  const at = after ?? value.start + 1;
  const { start } = lift({ start: at, end: at, text: '' });
  const isFirst = after === undefined && !filled.has(start);
  filled.add(start);
  return lift({ start: at, end: at, text: isFirst ? member : `,${member}` });
}

function shiftEdits(root: JsonValue, { byS, at, aroundS }: KnownShift): Edit[] {
  const stamps = at?.flatMap((path) => valuesAt(root, path)) ?? placesOf(findTimes(root, aroundS));
  return stamps.flatMap((place) => {
    const { value } = place;
    if (value.kind !== 'string' && value.kind !== 'number') return [];
    const moved = shiftStamp(stampText(value), byS);
    if (moved === undefined) return [];
    return [replace(place, isText(place) ? JSON.stringify(moved) : moved)];
  });
}

function placesOf(values: Iterable<JsonValue>): Place[] {
  return Array.from(values, (value) => ({ value, lift: (edit) => edit, embedding: 0 }));
}
