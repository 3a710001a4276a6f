import { jsonFault } from '../json/scan.js';
import { JsonValue } from '../json/spans.js';
import type { ChangeContext } from './change-context.js';
import { findTimes, stampText } from './find-times.js';
import { type JsonPath, valuesAt } from './json-path.js';
import { expand } from './template.js';
import { shiftStamp } from './time-stamp.js';
import type { SetEdit } from './transform-spec.js';

/** Bytes of the document, from `start` to before `end`, and the text that takes their place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** A time shift as it is done: the seconds are known. */
export interface KnownShift {
  byS: number;
  at?: JsonPath[] | undefined;
  /** Around when the document's times are, in seconds since the epoch. */
  aroundS: number;
}

/**
 * A JSON document with values set and time stamps moved; the same bytes where there is nothing to do.
 * Every byte outside of the edited values stays as it is. Braces that the document itself holds mean
 * nothing. Undefined when it is no JSON.
 */
export function editJson(
  document: Uint8Array,
  sets: readonly SetEdit[],
  shift: KnownShift | undefined,
  context: ChangeContext,
): Uint8Array | undefined {
  if (jsonFault(document)) return undefined;
  const root = JsonValue.of(document);
  const edits = sets.flatMap((set) => setEdits(root, set, context));
  const moved = shift ? shiftEdits(root, shift) : [];
  const free = moved.filter((move) => !edits.some((edit) => overlap(edit, move)));
  return applyEdits(document, [...edits, ...free]);
}

function overlap(a: Edit, b: Edit): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Where the value is missing, but the object that would hold it is there, it is added at its end. */
function setEdits(root: JsonValue, { path, value, text }: SetEdit, context: ChangeContext): Edit[] {
  const json = (asText: boolean, i: number): string =>
    expand(value, context, i === 0 ? text : `${text}/${i}`, asText);
  const last = path.at(-1);
  if (last?.kind !== 'key') {
    return valuesAt(root, path).map((found, i) => replace(found, json(found.kind === 'string', i)));
  }
  return valuesAt(root, path.slice(0, -1)).flatMap((holder, i) => {
    if (holder.kind !== 'object') return [];
    const found = holder.at(last.key);
    if (found) return [replace(found, json(found.kind === 'string', i))];
    return [addition(holder, `${JSON.stringify(last.key)}:${json(false, i)}`)];
  });
}

function replace({ start, end }: JsonValue, text: string): Edit {
  return { start, end, text };
}

/** Behind the last member, or behind the opening brace of an empty object. */
function addition(holder: JsonValue, member: string): Edit {
  let at: number | undefined;
  for (const [, value] of holder.members()) at = value.end;
  if (at === undefined) return { start: holder.start + 1, end: holder.start + 1, text: member };
  return { start: at, end: at, text: `,${member}` };
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

/** Edits must not overlap; those at one place are done in their order, but for commas: see `joined`. */
function applyEdits(document: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return document;
  const pieces: Uint8Array[] = [];
  let at = 0;
  let previous: Edit | undefined;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(document.subarray(at, edit.start), Buffer.from(joined(edit, previous)));
    at = edit.end;
    previous = edit;
  }
  pieces.push(document.subarray(at));
  return Buffer.concat(pieces);
}

/** The second member that is added to an empty object needs a comma, which the first does not. */
function joined(edit: Edit, previous: Edit | undefined): string {
  const isAddition = edit.start === edit.end && !edit.text.startsWith(',');
  return isAddition && previous?.start === edit.start ? `,${edit.text}` : edit.text;
}
