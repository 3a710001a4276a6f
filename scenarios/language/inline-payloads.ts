import type { Document, Node } from 'yaml';
import { jsonFault } from '../../core/json/scan.js';
import { yaml } from './yaml-library.js';
import { childOf, pairsOf, resolved } from './yaml-nodes.js';

/**
 * Puts the exact text of every `inline` payload into `raw`, as a string, in place of the value that
 * YAML made of it: parsing has already turned 12345678901234567890 and 1.0 into other numbers.
 *
 * An item whose source is itself JSON (`{"id": 1.0}`) keeps that source, spaces and all; any other
 * mapping, list, number, boolean or null is written as compact JSON, its numbers as they stand; a
 * string is the payload's text already.
 */
export function keepInlineText(raw: unknown, document: Document, source: string): void {
  const top = document.contents as Node | null;
  keepIn(raw, top, document, source);
  const workloads = childOf(top, 'workloads', document)?.node ?? null;
  const values = valueAt(raw, 'workloads');
  for (const name of typeof values === 'object' && values !== null ? Object.keys(values) : []) {
    const workload = childOf(workloads, name, document)?.node ?? null;
    keepIn(valueAt(values, name), workload, document, source);
  }
}

function keepIn(holder: unknown, node: Node | null, document: Document, source: string): void {
  const values = valueAt(valueAt(holder, 'payloads'), 'inline');
  const payloads = childOf(node, 'payloads', document)?.node ?? null;
  const written = childOf(payloads, 'inline', document)?.node ?? null;
  const nodes = resolved(written, document);
  if (!Array.isArray(values) || !yaml().isSeq(nodes)) return;
  nodes.items.forEach((item, i) => {
    if (yaml().isNode(item)) values[i] = payloadText(item, document, source);
  });
}

function valueAt(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
}

function payloadText(node: Node, document: Document, source: string): string {
  const value = resolved(node, document);
  if (yaml().isScalar(value) && typeof value.value === 'string') return value.value;
  const slice = node.range ? source.slice(node.range[0], node.range[1]) : '';
  return isJson(slice) ? slice : jsonOf(node, document);
}

function jsonOf(node: unknown, document: Document): string {
  if (yaml().isAlias(node)) return jsonOf(node.resolve(document), document);
  if (yaml().isSeq(node)) return `[${node.items.map((item) => jsonOf(item, document)).join(',')}]`;
  if (yaml().isMap(node)) {
    const members = pairsOf(node, document).map(
      ({ key, value }) => `${JSON.stringify(keyText(key))}:${jsonOf(value, document)}`,
    );
    return `{${members.join(',')}}`;
  }
  if (!yaml().isScalar(node)) return 'null';
  const isVerbatim = typeof node.value === 'number' && isJson(node.source ?? '');
  return isVerbatim ? (node.source ?? '') : (JSON.stringify(node.value) ?? 'null');
}

function keyText(key: unknown): string {
  return String(yaml().isScalar(key) ? (key.source ?? key.value) : key);
}

function isJson(text: string): boolean {
  return jsonFault(Buffer.from(text)) === undefined;
}
