import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, inOrder } from './edits.js';
import { parsePath } from './parse-path.js';
import { isPathFault, type Path, type PathStep, pathText, readPath } from './path.js';
import { mayMeet } from './path-match.js';
import { JsonValue } from './spans.js';
import { type Place, valuesAt } from './values-at.js';

const key = fc.oneof(fc.constantFrom('a', 'b', '0', 'x y', 'a.b', '*', '$', ''), fc.string());
const step: fc.Arbitrary<PathStep> = fc.oneof(
  key.map((name): PathStep => ({ kind: 'key', key: name })),
  fc.nat(3).map((index): PathStep => ({ kind: 'index', index })),
  fc.constantFrom<PathStep[]>({ kind: 'any' }, { kind: 'deep' }),
);
/** Two `**` in a row are one. */
const path = fc
  .array(step, { maxLength: 5 })
  .map((steps): Path => steps.filter((one, i) => one.kind !== 'deep' || steps[i - 1] !== one));

/** Paths of names that are likely to be there. */
const pathWord = fc.constantFrom('a', 'b', '[0]', '[1]', '*', '**', 'a*', '*b');
const likely = fc
  .array(pathWord, { maxLength: 4 })
  .map((words) =>
    parsePath(`$${words.map((word) => (word.startsWith('[') ? word : `.${word}`)).join('')}`),
  );

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab', '0'), tie('json'), { maxKeys: 4 }),
    tie('json').map((held) => JSON.stringify(held)),
  ),
}));

/** What a path names in a value, by its definition: tries each step on each child. */
function named(value: Json, at: string, steps: Path): string[] {
  const [first, ...rest] = steps;
  if (first === undefined) return [at];
  const inside = typeof value === 'string' && /^[[{]/.test(value) ? parsed(value) : value;
  if (first.kind === 'deep') {
    const below = children(inside).flatMap(([name, child]) => named(child, `${at}/${name}`, steps));
    return [...named(value, at, rest), ...below];
  }
  return children(inside).flatMap(([name, child]) =>
    isStep(first, name, Array.isArray(inside)) ? named(child, `${at}/${name}`, rest) : [],
  );
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function children(value: Json): [string, Json][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function isStep(one: PathStep, name: string, isElement: boolean): boolean {
  if (one.kind === 'any') return true;
  if (one.kind === 'glob') return !isElement && one.pattern.test(name);
  return one.kind === 'key' ? one.key === name : String((one as { index: number }).index) === name;
}

/** Each value that `named` named, replaced: what the document says then. */
function replaced(value: Json, at: string, places: ReadonlySet<string>): Json {
  if (places.has(at)) return 'found';
  const below = (one: Json): Json => {
    const entries = children(one).map(([name, child]) => [
      name,
      replaced(child, `${at}/${name}`, places),
    ]);
    return Array.isArray(one)
      ? entries.map(([, child]) => child as Json)
      : Object.fromEntries(entries);
  };
  if (typeof value === 'object' && value !== null) return below(value);
  const held = typeof value === 'string' && /^[[{]/.test(value) ? parsed(value) : value;
  if (held === value) return value;
  const after = JSON.stringify(below(held));
  return after === JSON.stringify(held) ? value : after;
}

const editOf = ({ value, lift }: Place) =>
  lift({ start: value.start, end: value.end, text: '"found"' });

describe('a path', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(path, (steps) => {
        expect(readPath(pathText(steps))).toEqual(steps);
      }),
    );
  });

  it('is written as one that is read as the same, or its fault is inside of it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'$.*[]"\'a0 \\'), maxLength: 9 });
    fc.assert(
      fc.property(text, (written) => {
        const read = readPath(written);
        if (isPathFault(read)) expect(read.offset).toBeLessThanOrEqual(written.length);
        else expect(readPath(pathText(read))).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });

  it('names in the bytes of a document what it names in its value', () => {
    fc.assert(
      fc.property(json, likely, (value, steps) => {
        const bytes = Buffer.from(JSON.stringify(value));
        const places = valuesAt(JsonValue.of(bytes), steps);
        const edited = applyEdits(bytes, inOrder(places.map(editOf)));
        const expected = replaced(value, '$', new Set(named(value, '$', steps)));
        expect(JSON.parse(edited.toString())).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves every byte outside of what it names', () => {
    fc.assert(
      fc.property(json, likely, (value, steps) => {
        const bytes = Buffer.from(JSON.stringify(value, null, 1));
        const edits = inOrder(valuesAt(JsonValue.of(bytes), steps).map(editOf));
        let rest = applyEdits(bytes, edits).toString('latin1');
        let at = 0;
        for (const { start, end, text } of edits) {
          const kept = bytes.toString('latin1', at, start) + text;
          expect(rest.slice(0, kept.length)).toBe(kept);
          rest = rest.slice(kept.length);
          at = end;
        }
        expect(rest).toBe(bytes.toString('latin1', at));
      }),
    );
  });

  it('names no value that another names, unless the two may meet', () => {
    fc.assert(
      fc.property(json, likely, likely, (value, a, b) => {
        const ofA = new Set(named(value, '$', a));
        if (named(value, '$', b).some((place) => ofA.has(place))) expect(mayMeet(a, b)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused with the character at which it stops', () => {
    expect(() => parsePath('user.first name')).toThrow(
      '"user.first name" is not a path: expected "." or "[" at character 11',
    );
  });
});
