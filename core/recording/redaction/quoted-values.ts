import { builtins } from './builtin.js';
import type { RedactionRule } from './rule.js';

/**
 * Finds in a message what stands beside a name that rules look for. Error messages quote events, whole or
 * cut, in the notation of any language: `{"token":"a"}`, `{\"token\":\"a\"}`, `{'token': 'a'}`,
 * `{ token: 'a' }`, `token=a`, `Token: Bearer a`, `{"name":"token","value":"a"}`. The first group is what
 * comes before the value. Undefined: no rule has a name.
 *
 * An object or a list is taken up to the end of the message, since that may cut it anywhere.
 */
export function quotedValues(rules: readonly RedactionRule[]): RegExp | undefined {
  const names = [...new Set(rules.flatMap(namesOf))].filter((name) => name !== '');
  if (names.length === 0) return undefined;
  const quote = `\\\\*["']?`;
  const name = `(?<![\\w-])(?:${names.map(namePattern).join('|')})${quote}`;
  const pair = `(?:\\s*,\\s*${quote}value${quote})?`;
  const values = [
    `"(?:[^"\\\\]|\\\\.)*(?:"|$)`,
    `'(?:[^'\\\\]|\\\\.)*(?:'|$)`,
    `\\\\+["'].*?(?:\\\\+["']|$)`,
    `[{[].*`,
    `(?:(?:bearer|basic|digest|negotiate) +)?[^\\s,;&"'{}()[\\]]+`,
  ];
  return new RegExp(`(${name}${pair}\\s*(?:=>?|:)\\s*)(?:${values.join('|')})`, 'gis');
}

function namesOf(rule: RedactionRule): readonly string[] {
  if (rule.kind === 'key') return [rule.key];
  if (rule.kind === 'builtin') return builtins[rule.builtin].keys;
  return rule.kind === 'path' ? [lastName(rule.path)] : [];
}

/** Of `$.customer.id`, `a["x.y"]` and `items[*].sku[0]`; empty where a path ends in nothing but stars. */
function lastName(path: string): string {
  const steps = path.match(/\["(?:[^"\\]|\\.)*"\]|\['(?:[^'\\]|\\.)*'\]|[^.[\]]+/g) ?? [];
  const names = steps
    .map((step) => step.replace(/^\[["']|["']\]$/g, ''))
    .filter((step) => !/^(\$|\*+|\d+)$/.test(step));
  return names.at(-1) ?? '';
}

function namePattern(name: string): string {
  const parts = name.split(/\*+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return parts.join(`[^\\s"'=:,{}]{0,100}`);
}
