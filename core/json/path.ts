// Imports nothing: the recorder, which depends on nothing but Node, carries this file and path-match.ts.

/** One step of a path into a JSON document. */
export type PathStep =
  /** The member of that name; of a list, the element of that number. */
  | { kind: 'key'; key: string }
  /** Members whose names the pattern matches: `x-*`. */
  | { kind: 'glob'; glob: string; pattern: RegExp }
  /** The element of that number; of an object, the member that is named so. */
  | { kind: 'index'; index: number }
  /** Every member or element. */
  | { kind: 'any' }
  /** Any number of levels, also none. */
  | { kind: 'deep' };

/** The way from the top of a document to values in it; without steps, the document itself. */
export type Path = readonly PathStep[];

/** Where a text stops being a path, and what should have been there. */
export interface PathFault {
  /** In UTF-16 units, from 0. */
  offset: number;
  /** Ends the sentence "expected …". */
  expected: string;
}

const quotedSyntax = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const stepSyntax = new RegExp(
  String.raw`(?<dots>\.\.?)?(?:(?<bracket>\[(?:(?<index>\d{1,15})|(?<any>\*)|(?<inBrackets>${quotedSyntax}))\])|(?<quoted>${quotedSyntax})|(?<name>[^.[\]"'\s]+))`,
  'y',
);
type Groups = Record<string, string | undefined>;

/**
 * Reads a path, the same everywhere that Reprise takes one (docs/paths.md):
 *
 *     path    = "$" { step }  |  ( name | quoted | bracket ) { step }
 *     step    = "." ( name | quoted )  |  bracket  |  ".." ( name | quoted | bracket )
 *     bracket = "[" ( digits | "*" | quoted ) "]"
 *     quoted  = a JSON string, or the same in single quotes: a name as it is
 *     name    = characters other than . [ ] " ' and white space
 *
 * A name that is `*` is any member or element, `**` any number of levels, also none; in a longer name
 * `*` stands for any characters. `..` is short for `.**.`, as in JSONPath (RFC 9535). A `$` that
 * neither ends the path nor has `.` or `[` after it belongs to a name. White space around the path
 * does not count.
 */
export function readPath(text: string): Path | PathFault {
  const end = text.trimEnd().length;
  let at = text.length - text.trimStart().length;
  const steps: PathStep[] = [];
  let isFirst = true;
  if (/^\s*\$(?=[.[]|\s*$)/.test(text)) {
    at += 1;
    isFirst = false;
  }
  if (end === 0) return { offset: 0, expected: 'a key' };
  for (; at < end; isFirst = false) {
    stepSyntax.lastIndex = at;
    const groups: Groups | undefined = stepSyntax.exec(text)?.groups;
    const step = groups && mayFollow(groups, isFirst) ? stepOf(groups) : undefined;
    if (step === undefined) return faultAt(text, at, isFirst);
    if (groups?.dots === '..') push(steps, { kind: 'deep' });
    push(steps, step);
    at = stepSyntax.lastIndex;
  }
  return steps;
}

/** Whether `readPath` could not read what it was given. */
export function isPathFault(read: Path | PathFault): read is PathFault {
  return 'expected' in read;
}

function mayFollow({ dots, bracket }: Groups, isFirst: boolean): boolean {
  if (isFirst) return dots === undefined;
  return bracket === undefined ? dots !== undefined : dots !== '.';
}

function stepOf({ index, any, name, inBrackets, quoted = inBrackets }: Groups) {
  if (quoted !== undefined) return keyStep(unquote(quoted));
  if (any !== undefined || name === '*') return { kind: 'any' } as const;
  if (index !== undefined) return { kind: 'index', index: Number(index) } as const;
  if (name === '**') return { kind: 'deep' } as const;
  if (name?.includes('*')) {
    return { kind: 'glob', glob: name, pattern: namePattern(name, '') } as const;
  }
  return keyStep(name);
}

function keyStep(key: string | undefined): PathStep | undefined {
  return key === undefined ? undefined : { kind: 'key', key };
}

/** Two `**` in a row say no more than one. */
function push(steps: PathStep[], step: PathStep): void {
  if (step.kind !== 'deep' || steps.at(-1)?.kind !== 'deep') steps.push(step);
}

/** What a quoted name says; undefined where its escapes are none of JSON's. */
function unquote(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1).replace(/\\.|"/gs, (found) => {
    if (found === "\\'" && quoted.startsWith("'")) return "'";
    return found === '"' ? '\\"' : found;
  });
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    return undefined;
  }
}

function faultAt(text: string, at: number, isFirst: boolean): PathFault {
  const dots = /^\.{0,2}/.exec(text.slice(at))?.[0] ?? '';
  const offset = isFirst ? at : at + dots.length;
  const next = text[offset];
  if (next === '[' && dots !== '.') {
    return { offset: offset + 1, expected: 'a number, * or a key in quotes, and then "]"' };
  }
  if (next === '"' || next === "'")
    return { offset, expected: 'a key in quotes, as JSON writes it' };
  return { offset, expected: isFirst || dots !== '' ? 'a key' : '"." or "["' };
}

/** A name in which `*` stands for any characters, as a regular expression for the whole of a name. */
export function namePattern(text: string, flags: '' | 'i'): RegExp {
  const parts = text.split(/\*+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`, flags);
}

/** A path as `readPath` reads it: `$.items[*].price`, `$["x y"]`. */
export function pathText(path: Path): string {
  return `$${path.map(stepText).join('')}`;
}

function stepText(step: PathStep): string {
  switch (step.kind) {
    case 'key':
      return childText(step.key);
    case 'glob':
      return `.${step.glob}`;
    case 'index':
      return childText(step.index);
    case 'any':
      return '[*]';
    case 'deep':
      return '.**';
  }
}

/** The step to the member of a name or the element of a number: `.total`, `["x y"]`, `[0]`. */
export function childText(child: string | number): string {
  if (typeof child === 'number') return `[${child}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(child) ? `.${child}` : `[${JSON.stringify(child)}]`;
}
