import type { Path, PathStep } from './path.js';

/** So far a path has been followed. Those of one path are compared by identity. */
export interface PathState {
  readonly step: PathStep | undefined;
  readonly next: PathState | undefined;
  /** The number that was given with the path, in the state at its end. */
  readonly found: number | undefined;
}

/** The states of a path at the top of a document; `found` tells it from others. */
export function startPath(path: Path, found: number): PathState[] {
  return withSkipped(
    path.reduceRight<PathState>((next, step) => ({ step, next, found: undefined }), {
      ...{ step: undefined, next: undefined, found },
    }),
  );
}

/** A state, and those that a path is in as well because `**` may stand for no level at all. */
function withSkipped(state: PathState): PathState[] {
  const states: PathState[] = [];
  for (let at: PathState | undefined = state; at; at = at.next) {
    states.push(at);
    if (at.step?.kind !== 'deep') break;
  }
  return states;
}

/** The states of all paths one level deeper: at the member of that name, or the element of that number. */
export function descend(states: readonly PathState[], child: string | number): PathState[] {
  const deeper: PathState[] = [];
  const add = (state: PathState): void => {
    for (const one of withSkipped(state)) if (!deeper.includes(one)) deeper.push(one);
  };
  for (const state of states) {
    const { step, next } = state;
    if (step?.kind === 'deep') add(state);
    else if (step && next && fits(step, child)) add(next);
  }
  return deeper;
}

function fits(step: PathStep, child: string | number): boolean {
  switch (step.kind) {
    case 'key':
      return step.key === (typeof child === 'string' ? child : String(child));
    case 'index':
      return typeof child === 'number' ? step.index === child : String(step.index) === child;
    case 'glob':
      return typeof child === 'string' && step.pattern.test(child);
    default:
      return true;
  }
}

/** The lowest number of a path that ends here; `Infinity` for none. */
export function lowestFound(states: readonly PathState[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const { found = lowest } of states) if (found < lowest) lowest = found;
  return lowest;
}

/**
 * Whether two paths may name the same value of some document, or, where neither has `**`, one may
 * lead through what the other names: then both cannot be set.
 */
export function mayMeet(a: Path, b: Path): boolean {
  const isExact = [...a, ...b].some(({ kind }) => kind === 'deep');
  return meets(a, b, isExact);
}

function meets(a: Path, b: Path, isExact: boolean): boolean {
  const [first, ...restOfA] = a;
  const [second, ...restOfB] = b;
  if (first?.kind === 'deep') {
    return meets(restOfA, b, isExact) || (second !== undefined && meets(a, restOfB, isExact));
  }
  if (second?.kind === 'deep') return meets(b, a, isExact);
  if (!first || !second) return !isExact || first === second;
  return mayBeSame(first, second) && meets(restOfA, restOfB, isExact);
}

function mayBeSame(a: PathStep, b: PathStep): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind === 'glob') return b.kind === 'glob' || fits(a, nameOf(b));
  return b.kind === 'glob' ? fits(b, nameOf(a)) : nameOf(a) === nameOf(b);
}

function nameOf(step: PathStep): string {
  if (step.kind === 'key') return step.key;
  return step.kind === 'index' ? String(step.index) : '';
}
