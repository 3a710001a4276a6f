import type { Path } from './path.js';
import { descend, lowestFound, type PathState, startPath } from './path-match.js';
import type { JsonValue } from './spans.js';

/**
 * The values that a path names, in their order; none where it leads nowhere. Of equal keys in an
 * object the last counts, as in every parser that keeps one.
 */
export function valuesAt(root: JsonValue, path: Path): JsonValue[] {
  const found: JsonValue[] = [];
  // A stack of its own: `**` goes as deep as the document does.
  const open: [value: JsonValue, states: readonly PathState[]][] = [[root, startPath(path, 0)]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, states] = next;
    if (lowestFound(states) === 0) found.push(value);
    for (const [name, child] of childrenOf(value, states)) {
      const deeper = descend(states, name);
      if (deeper.length > 0) open.push([child, deeper]);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function childrenOf(
  value: JsonValue,
  states: readonly PathState[],
): Iterable<[name: string | number, child: JsonValue]> {
  if (value.kind === 'array') return [...value.elements()].entries();
  const [state] = states;
  if (states.length === 1 && state?.step?.kind === 'key') {
    const member = value.at(state.step.key);
    return member ? [[state.step.key, member]] : [];
  }
  return new Map(value.members());
}
