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
  const end: PathState = { step: undefined, next: undefined, found };
  const states: PathState[] = [];
  enter(
    states,
    path.reduceRight((next, step): PathState => ({ step, next, found: undefined }), end),
  );
  return states;
}

/** Adds a state, and those that a path is in as well because `**` may stand for no level at all. */
function enter(states: PathState[], state: PathState): void {
  for (let at: PathState | undefined = state; at; at = at.next) {
    if (!states.includes(at)) states.push(at);
    if (at.step?.kind !== 'deep') break;
  }
}

/** The states of all paths one level deeper: at the member of that name, or the element of that number. */
export function descend(states: readonly PathState[], child: string | number): PathState[] {
  const deeper: PathState[] = [];
  for (const state of states) {
    const { step, next } = state;
    if (step?.kind === 'deep') enter(deeper, state);
    else if (step && next && fits(step, child)) enter(deeper, next);
  }
  return deeper;
}

function fits(step: PathStep, child: string | number): boolean {
  switch (step.kind) {
    case 'key':
      if (typeof child === 'string') return step.key === child;
      return isDigit(step.key.charCodeAt(0)) && step.key === String(child);
    case 'index':
      return typeof child === 'number' ? step.index === child : String(step.index) === child;
    case 'glob':
      return typeof child === 'string' && step.pattern.test(child);
    default:
      return true;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
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
