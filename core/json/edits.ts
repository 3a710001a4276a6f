import type { Span } from './spans.js';

/** Puts text in the place of a span of bytes; of an empty span, it is put in there. */
export interface Edit extends Span {
  text: string;
}

/**
 * Edits in the order of their spans, of which no two overlap: two that do become one over both spans,
 * with the text of the one that starts first, or of the earlier of two that start together.
 */
export function inOrder<E extends Edit>(edits: readonly E[]): E[] {
  const ordered: E[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = ordered.at(-1);
    if (last === undefined || edit.start >= last.end) ordered.push({ ...edit });
    else last.end = Math.max(last.end, edit.end);
  }
  return ordered;
}

/** The bytes with all edits (from `inOrder`) made; every byte outside of them stays as it is. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Buffer {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of edits) {
    pieces.push(bytes.subarray(at, start), Buffer.from(text));
    at = end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}
