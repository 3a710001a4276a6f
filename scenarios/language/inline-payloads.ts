import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { jsonFault } from '../../core/json/scan.js';

/**
 * Puts the exact text of every `inline` payload into `raw`, as a string, in place of the value that
 * YAML made of it: parsing has already turned 12345678901234567890 and 1.0 into other numbers.
 *
 * An item whose source is itself JSON (`{"id": 1.0}`) keeps that source, spaces and all; any other
 * mapping, list, number, boolean or null is written as compact JSON, its numbers as they stand; a
 * string is the payload's text already.
 */
export function keepInlineText(raw: unknown, document: Document, source: string): void {
  keepIn(raw, document.get('payloads', true), document, source);
  const workloads = document.get('workloads', true);
  if (!isMap(workloads)) return;
  for (const { key } of workloads.items) {
    const name = String(isScalar(key) ? key.value : key);
    keepIn(
      childOf(childOf(raw, 'workloads'), name),
      document.getIn(['workloads', key, 'payloads'], true),
      document,
      source,
    );
  }
}

function keepIn(holder: unknown, payloads: unknown, document: Document, source: string): void {
  const values = childOf(childOf(holder, 'payloads'), 'inline');
  const nodes = isMap(payloads) ? payloads.get('inline', true) : undefined;
  if (!Array.isArray(values) || !isSeq(nodes)) return;
  nodes.items.forEach((node, i) => {
    if (isNode(node)) values[i] = payloadText(node, document, source);
  });
}

function childOf(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
}

function payloadText(node: Node, document: Document, source: string): string {
  if (isScalar(node) && typeof node.value === 'string') return node.value;
  const slice = node.range ? source.slice(node.range[0], node.range[1]) : '';
  return isJson(slice) ? slice : jsonOf(node, document);
}

function jsonOf(node: unknown, document: Document): string {
  if (isAlias(node)) return jsonOf(node.resolve(document), document);
  if (isSeq(node)) return `[${node.items.map((item) => jsonOf(item, document)).join(',')}]`;
  if (isMap(node)) {
    const members = node.items.map(
      ({ key, value }) => `${JSON.stringify(keyText(key))}:${jsonOf(value, document)}`,
    );
    return `{${members.join(',')}}`;
  }
  if (!isScalar(node)) return 'null';
  const isVerbatim = typeof node.value === 'number' && isJson(node.source ?? '');
  return isVerbatim ? (node.source ?? '') : (JSON.stringify(node.value) ?? 'null');
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? (key.source ?? key.value) : key);
}

function isJson(text: string): boolean {
  return jsonFault(Buffer.from(text)) === undefined;
}
