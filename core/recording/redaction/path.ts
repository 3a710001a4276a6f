import { RepriseError } from '../../base/errors.js';
import { namePattern } from './name-pattern.js';

type PathStep =
  | { kind: 'name'; name: string }
  | { kind: 'glob'; pattern: RegExp }
  | { kind: 'index'; index: number }
  /** `*`: any member or element. */
  | { kind: 'any' }
  /** `**`: any number of levels, none among them. */
  | { kind: 'deep' };

/** So far a path has been followed. Those of one path are compared by identity. */
export interface PathState {
  readonly step: PathStep | undefined;
  readonly next: PathState | undefined;
  /** The number that was given with the path, in the state at its end. */
  readonly found: number | undefined;
}

/**
 * A path into a JSON document, for the rule of that number. `$` is the document, and may be left out:
 *
 *     path  = [ "$" ] { step }
 *     step  = [ "." ] name  |  [ "." ] quoted  |  "[" ( digits | "*" | quoted ) "]"
 *     name  = characters but . [ ] " and white space; "*" in it stands for any characters
 *     quoted = a JSON string, or the same in single quotes: taken as it is
 *
 * A name of its own, `*` is any member or element, and `**` any number of levels, also none.
 * Throws `RepriseError` for what is no path.
 */
export function parsePath(text: string, rule: number): PathState {
  return parseSteps(text).reduceRight<PathState>(
    (next, step) => ({ step, next, found: undefined }),
    { step: undefined, next: undefined, found: rule },
  );
}

const stepSyntax =
  /\.?(?:(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<name>[^.[\]"\s]+))|\[(?:(?<index>\d+|\*)|(?<inBrackets>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))\]/y;

function parseSteps(text: string): PathStep[] {
  const steps: PathStep[] = [];
  let at = text.startsWith('$') && /^\$(?=[.[]|$)/.test(text) ? 1 : 0;
  while (at < text.length) {
    stepSyntax.lastIndex = at;
    const groups = stepSyntax.exec(text)?.groups;
    const needsDot = steps.length > 0 && text[at] !== '.' && text[at] !== '[';
    const startsWithDot = at === 0 && text[at] === '.';
    if (!groups || needsDot || startsWithDot) throw unreadable(text, at);
    steps.push(stepOf(groups, text, at));
    at = stepSyntax.lastIndex;
  }
  if (text === '') throw unreadable(text, 0);
  return steps;
}

function stepOf(groups: Record<string, string | undefined>, text: string, at: number): PathStep {
  const { quoted = groups.inBrackets, name, index } = groups;
  if (quoted !== undefined) return { kind: 'name', name: unquote(quoted, text, at) };
  if (name === '**') return { kind: 'deep' };
  if (name === '*' || index === '*') return { kind: 'any' };
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  if (name?.includes('*')) return { kind: 'glob', pattern: namePattern(name, '') };
  return { kind: 'name', name: name ?? '' };
}

function unquote(quoted: string, text: string, at: number): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'")) return inner.replace(/\\(['\\])/g, '$1');
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw unreadable(text, at);
  }
}

function unreadable(text: string, at: number): RepriseError {
  return new RepriseError(
    `${JSON.stringify(text)} is no path: it cannot be read from character ${at + 1} on.`,
    { hint: `Write it as $.requestContext.authorizer.claims["https://example.com/email"].` },
  );
}

/** A path's state, and those that it is in as well because `**` may stand for no level at all. */
export function withSkipped(state: PathState): PathState[] {
  const states: PathState[] = [];
  for (let at: PathState | undefined = state; at; at = at.next) {
    states.push(at);
    if (at.step?.kind !== 'deep') break;
  }
  return states;
}

/** The states of all paths one level deeper: under `key`, or at `index` of a list. */
export function descend(
  states: readonly PathState[],
  child: { key: string } | { index: number },
): PathState[] {
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

function fits(step: PathStep, child: { key: string } | { index: number }): boolean {
  if (step.kind === 'any') return true;
  if ('index' in child) return step.kind === 'index' && step.index === child.index;
  if (step.kind === 'name') return step.name === child.key;
  if (step.kind === 'glob') return step.pattern.test(child.key);
  return step.kind === 'index' && String(step.index) === child.key;
}

/** The number of paths that lead to base64, which are no rules. */
export const base64Path = -1;

/** The lowest number of a rule whose path ends here; `Infinity` for none. */
export function ruleAt(states: readonly PathState[]): number {
  let lowest = Infinity;
  for (const { found = Infinity } of states) if (found >= 0 && found < lowest) lowest = found;
  return lowest;
}

/** A path to base64 ends here. */
export function isBase64At(states: readonly PathState[]): boolean {
  return states.some(({ found }) => found === base64Path);
}
