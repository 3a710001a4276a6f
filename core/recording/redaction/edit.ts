/** Puts ASCII text in the place of a span of bytes. */
export interface Edit {
  start: number;
  /** After the last byte of the span. */
  end: number;
  text: string;
  /** The number of the rule that asked for it; `Infinity`: it goes with another edit. */
  rule: number;
  /** Where it is, for people: `$.Records[0].body`. Absent when it was not asked for. */
  path?: string;
  /** The edits of which it is made up, where it is the new base64 of a text. */
  parts?: readonly Edit[];
}

/**
 * Edits in the order of their spans, of which no two overlap: two that do become one over both spans,
 * with the text of the one that starts first. What either was to hide is gone then.
 */
export function inOrder(edits: readonly Edit[]): Edit[] {
  const ordered: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = ordered.at(-1);
    if (last === undefined || edit.start >= last.end) ordered.push({ ...edit });
    else last.end = Math.max(last.end, edit.end);
  }
  return ordered;
}

/** The bytes with all edits (from `inOrder`) made. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Buffer {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of edits) {
    pieces.push(bytes.subarray(at, start), Buffer.from(text, 'latin1'));
    at = end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}
