import type { Edit } from './edits.js';
import { embeddedDocument, maxEmbedding } from './embedded.js';
import type { Path } from './path.js';
import { descend, lowestFound, type PathState, startPath } from './path-match.js';
import type { JsonValue } from './spans.js';

/** A value, in a document or in one that a string of it holds. */
export interface Place {
  value: JsonValue;
  /** An edit of the document that the value is of, as one of the whole, with the escapes it takes there. */
  lift(edit: Edit): Edit;
  /** In how many strings it is. */
  embedding: number;
}

/**
 * The values that a path names, in their order; none where it leads nowhere. It goes on into strings
 * that hold an object or a list. Of equal keys in an object the last counts, as in every parser that
 * keeps one.
 */
export function valuesAt(root: JsonValue, path: Path): Place[] {
  return placesBelow({ value: root, lift: (edit) => edit, embedding: 0 }, path);
}

/** The same from a place on. */
export function placesBelow(top: Place, path: Path): Place[] {
  const found: Place[] = [];
  // A stack of its own: `**` goes as deep as the document does.
  const open: [place: Place, states: readonly PathState[]][] = [[top, startPath(path, 0)]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [place, states] = next;
    const isFound = lowestFound(states) === 0;
    if (isFound) found.push(place);
    const held = isFound ? undefined : openPlace(place);
    if (held) open.push([held, states]);
    if (states.every(({ step }) => step === undefined)) continue;
    const { lift, embedding } = place;
    // The first is to be the next.
    for (const [name, value] of childrenOf(place.value, states).reverse()) {
      const deeper = descend(states, name);
      if (deeper.length > 0) open.push([{ value, lift, embedding }, deeper]);
    }
  }
  return found;
}

/** What stands inside a string that holds an object or a list; undefined for any other value. */
export function openPlace({ value, lift, embedding }: Place): Place | undefined {
  const held = embedding < maxEmbedding ? embeddedDocument(value) : undefined;
  if (held === undefined) return undefined;
  const { root, offset } = held;
  return {
    value: root,
    embedding: embedding + 1,
    lift: ({ start, end, text }) =>
      lift({
        ...{ start: offset(start), end: offset(end) },
        text: JSON.stringify(text).slice(1, -1),
      }),
  };
}

function childrenOf(
  value: JsonValue,
  states: readonly PathState[],
): [name: string | number, child: JsonValue][] {
  if (value.kind === 'array') return Array.from(value.elements(), (child, i) => [i, child]);
  const [state] = states;
  if (states.length === 1 && state?.step?.kind === 'key') {
    const member = value.at(state.step.key);
    return member ? [[state.step.key, member]] : [];
  }
  return value.kind === 'object' ? [...new Map(value.members())] : [];
}
