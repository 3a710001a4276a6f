import { applyEdits, type Edit, inOrder } from '../json/edits.js';
import type { Path } from '../json/path.js';
import { jsonFault } from '../json/scan.js';
import { JsonValue } from '../json/spans.js';
import { valuesAt } from '../json/values-at.js';
import type { ChangeContext } from './change-context.js';
import { findTimes, stampText } from './find-times.js';
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

/** How many payloads there were, and in how many of them each `set` found its place. */
export interface SetCounts {
  payloads: number;
  matched: number[];
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
  const edits = sets.flatMap((set, i) => {
    const found = setEdits(root, set, context, filled);
    if (counts && found.length > 0) counts.matched[i] = (counts.matched[i] ?? 0) + 1;
    return found;
  });
  if (counts) counts.payloads += 1;
  const moved = shift ? shiftEdits(root, shift) : [];
  const free = moved.filter((move) => !edits.some((edit) => overlap(edit, move)));
  const all = inOrder([...edits, ...free]);
  return all.length > 0 ? applyEdits(document, all) : document;
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
    return valuesAt(root, path).map((found, i) => replace(found, json(found.kind === 'string', i)));
  }
  return valuesAt(root, path.slice(0, -1)).flatMap((holder, i) => {
    const [found] = valuesAt(holder, [last]);
    if (found) return [replace(found, json(found.kind === 'string', i))];
    if (holder.kind !== 'object') return [];
    return [addition(holder, `${JSON.stringify(last.key)}:${json(false, i)}`, filled)];
  });
}

function replace({ start, end }: JsonValue, text: string): Edit {
  return { start, end, text };
}

/** Behind the last member, or behind the opening brace of an empty object, which is `filled` then. */
function addition(holder: JsonValue, member: string, filled: Set<number>): Edit {
  let at: number | undefined;
  for (const [, value] of holder.members()) at = value.end;
  const isFirst = at === undefined && !filled.has(holder.start);
  filled.add(holder.start);
  at ??= holder.start + 1;
  return { start: at, end: at, text: isFirst ? member : `,${member}` };
}

function shiftEdits(root: JsonValue, { byS, at, aroundS }: KnownShift): Edit[] {
  const stamps = at ? at.flatMap((path) => valuesAt(root, path)) : [...findTimes(root, aroundS)];
  return stamps.flatMap((value) => {
    if (value.kind !== 'string' && value.kind !== 'number') return [];
    const moved = shiftStamp(stampText(value), byS);
    if (moved === undefined) return [];
    return [replace(value, value.kind === 'string' ? JSON.stringify(moved) : moved)];
  });
}
