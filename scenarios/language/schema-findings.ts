import type { z } from 'zod';
import { suggestion } from './did-you-mean.js';
import { type JsonSchema, keysAt, scenarioJsonSchema, schemasAt } from './json-schema.js';
import type { Finding } from './problems.js';

type Issue = z.core.$ZodIssue;

/** What zod says of a scenario, in the words of its user: found what, expected what, did you mean. */
export function findingsOf(issues: readonly Issue[], raw: unknown): Finding[] {
  const schema = scenarioJsonSchema();
  const findings = issues.flatMap((issue) => findingsOfIssue(issue, [], raw, schema));
  return findings.filter((finding) => !findings.some((other) => explains(other, finding)));
}

/** What a mapping lacks may be what its unknown key was to say. */
function explains(unknown: Finding, finding: Finding): boolean {
  return (
    unknown.at === 'key' &&
    finding.at === undefined &&
    finding.path.length === unknown.path.length - 1 &&
    finding.path.every((step, i) => step === unknown.path[i])
  );
}

function findingsOfIssue(
  issue: Issue,
  parentPath: readonly PropertyKey[],
  raw: unknown,
  schema: JsonSchema,
): Finding[] {
  const path = [...parentPath, ...issue.path];
  const found = valueAt(raw, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, schema));
    case 'invalid_union':
      return findingsOfUnion(issue, path, raw, schema);
    case 'invalid_value':
      return [notOneOf(path, issue.values.map(String), found)];
    case 'custom':
      return [{ path, message: issue.message, hint: textOf(issue.params?.hint) }];
    case 'invalid_type':
      return [wrongType(path, found, schema)];
    case 'too_small':
      return [{ path, message: tooSmall(issue), hint: descriptionAt(schema, path) }];
    case 'invalid_format':
      return [
        {
          path,
          message: `${show(found)} is not a ${issue.format}`,
          hint: descriptionAt(schema, path),
        },
      ];
    default:
      return [{ path, message: issue.message, hint: descriptionAt(schema, path) }];
  }
}

/** The shape that the value comes closest to speaks; when it has none of the shapes, its type is wrong. */
function findingsOfUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
  raw: unknown,
  schema: JsonSchema,
): Finding[] {
  const ofRightType = issue.errors.filter((branch) => !isWrongType(branch));
  const [nearest] = ofRightType.sort((a, b) => a.length - b.length);
  if (nearest === undefined) return [wrongType(path, valueAt(raw, path), schema)];
  return nearest.flatMap((inner) => findingsOfIssue(inner, path, raw, schema));
}

/** Whether a value is of none of the types that a shape is for, be it a union of its own. */
function isWrongType(branch: readonly Issue[]): boolean {
  return branch.some(
    (inner) =>
      inner.path.length === 0 &&
      (inner.code === 'invalid_type' ||
        (inner.code === 'invalid_union' && inner.errors.every(isWrongType))),
  );
}

function unknownKey(path: readonly PropertyKey[], key: string, schema: JsonSchema): Finding {
  const home = homeOf(key, schema);
  const keys = keysAt(schema, path);
  const hint =
    home !== undefined && !keys.includes(key) ? `It stands ${home}.` : suggestion(key, keys);
  return { path: [...path, key], at: 'key', message: `unknown key "${key}"`, hint };
}

/** Where a key belongs that was written in the wrong place. */
function homeOf(key: string, schema: JsonSchema): string | undefined {
  const sections = keysAt(schema, []).filter(
    (section) => section !== 'workloads' && section !== 'local',
  );
  if (sections.includes(key)) return 'at the top level';
  const section = sections.find((name) => keysAt(schema, [name]).includes(key));
  if (section !== undefined) return `under "${section}"`;
  return keysAt(schema, ['load', 0]).includes(key) ? 'in a stage of "load"' : undefined;
}

function notOneOf(path: readonly PropertyKey[], values: string[], found: unknown): Finding {
  return {
    path,
    message: `${show(found)} is not one of ${values.join(', ')}`,
    hint: suggestion(String(found), values),
  };
}

function wrongType(path: readonly PropertyKey[], found: unknown, schema: JsonSchema): Finding {
  const types = schemasAt(schema, path).flatMap(({ type }) => type ?? []);
  const names = [...new Set(types.map((type) => typeNames[type] ?? type))];
  const hint = descriptionAt(schema, path);
  if (found === undefined) return { path, message: `"${String(path.at(-1))}" is missing`, hint };
  if (found === null) return { path, message: `"${String(path.at(-1))}" has no value`, hint };
  return { path, message: `expected ${names.join(' or ')}, found ${show(found)}`, hint };
}

const typeNames: Record<string, string> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  if (issue.origin === 'array') return 'this list is empty';
  if (issue.origin === 'string') return 'this text is empty';
  return `this is below ${issue.minimum}`;
}

function descriptionAt(schema: JsonSchema, path: readonly PropertyKey[]): string | undefined {
  return schemasAt(schema, path).find(({ description }) => description !== undefined)?.description;
}

/** A value in a message: what it is, and as much of it as fits. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
