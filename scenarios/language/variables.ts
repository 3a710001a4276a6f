import type { Document, Node, Scalar } from 'yaml';
import { closestName } from '../../core/base/closest-name.js';
import { yaml } from './yaml-library.js';
import { childOf, resolved } from './yaml-nodes.js';

/** The process's environment, or what stands for it. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A reference that stands for nothing, by where it was written in the file's text. */
export interface VariableProblem {
  range: [start: number, end: number];
  message: string;
  hint: string;
}

/** A value that variables are part of. */
export interface ExpandedValue {
  /** As it was written: `${TOKEN}`. */
  written: string;
  /** What became of it, which may be a secret. */
  value: string;
}

/** What was expanded, by the node that holds it. */
export type Expanded = Map<Node, ExpandedValue>;

/**
 * One reference, or what only looks like one:
 *
 *     "${" NAME "}" | "${" NAME ":-" DEFAULT "}"     the default where the variable is unset or empty
 *     "$${"                                          a "${" of the text
 */
const pattern = /\$\$\{|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\})?/g;

/**
 * Puts variables into the scalar values of a document: not into keys, and not into inline payloads,
 * which are sent byte for byte. A value that is one reference and nothing else has the type that it
 * would have if it were written there (`${MAX}` can be a number); anything else is text.
 *
 * Gives what was expanded, by the node that holds it, and adds what is wrong to `problems`.
 */
export function expandVariables(
  document: Document,
  text: string,
  variables: Variables,
  problems: VariableProblem[],
): Expanded {
  const expanded: Expanded = new Map();
  const verbatim = new Set(inlinePayloads(document));
  const { visit } = yaml();
  visit(document, {
    Node: (_, node) => (verbatim.has(node) ? visit.SKIP : undefined),
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      const written = node.value;
      const value = expand(written, variables, (at, problem) =>
        problems.push({ range: rangeOf(node, text, at), ...problem }),
      );
      node.value = isReference(written) ? typed(value) : value;
      if (value !== written) expanded.set(node, { written, value });
    },
  });
  return expanded;
}

/** The lists under `inline:`, of the scenario and of each of its workloads. */
function inlinePayloads(document: Document): Node[] {
  const top = document.contents as Node | null;
  const workloads = resolved(childOf(top, 'workloads', document)?.node ?? null, document);
  const each = (workloads as { items?: { value?: Node }[] } | null)?.items ?? [];
  return [top, ...each.map(({ value }) => value ?? null)].flatMap((holder) => {
    const payloads = childOf(holder, 'payloads', document)?.node ?? null;
    return childOf(payloads, 'inline', document)?.node ?? [];
  });
}

/** Text with its references replaced; `refuse` is told of each that stands for nothing. */
function expand(
  text: string,
  variables: Variables,
  refuse: (reference: string, problem: Omit<VariableProblem, 'range'>) => void,
): string {
  return text.replace(pattern, (reference, name: string | undefined, fallback?: string) => {
    if (reference === '$${') return '${';
    if (name === undefined) {
      refuse(reference, malformed);
      return reference;
    }
    const value = variables[name];
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value === undefined) refuse(reference, missing(name, variables));
    return value ?? reference;
  });
}

const malformed = {
  message: '"${" begins no variable here',
  hint: 'Write ${NAME} or ${NAME:-default}, and $${ where the text itself is meant.',
};

/** Names of variables are no secrets; one that was misspelled is the usual reason. */
function missing(name: string, variables: Variables): Omit<VariableProblem, 'range'> {
  const closest = closestName(name, Object.keys(variables));
  const meant = closest === undefined ? '' : ` Did you mean \${${closest}}?`;
  return {
    message: `the environment has no variable ${name}`,
    hint: `Set ${name}, or give a default: \${${name}:-…}.${meant}`,
  };
}

function isReference(text: string): boolean {
  return /^\$\{[A-Za-z_]\w*(:-[^}]*)?\}$/.test(text);
}

/** As YAML reads an unquoted value, but for numbers that would be written otherwise: the alias `007`. */
function typed(text: string): unknown {
  if (/^(true|false)$/.test(text)) return text === 'true';
  return Number.isFinite(Number(text)) && String(Number(text)) === text ? Number(text) : text;
}

/** Where a reference stands within its value's source, else the whole value. */
function rangeOf(node: Scalar, text: string, reference: string): [number, number] {
  const [start, end] = node.range ?? [0, 0];
  const at = text.slice(start, end).indexOf(reference);
  return at === -1 ? [start, end] : [start + at, start + at + reference.length];
}

/** Values as short as these stand in many a sentence that is not about them. */
const shortestHidden = 4;

/** A sentence without the values that variables gave: what was written stands in their place. */
export function withoutValues(sentence: string, expanded: Iterable<ExpandedValue>): string {
  return [...expanded]
    .filter(({ value }) => value.length >= shortestHidden)
    .reduce((text, { written, value }) => text.replaceAll(value, written), sentence);
}
