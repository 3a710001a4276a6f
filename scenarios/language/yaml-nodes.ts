import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { yaml } from './yaml-library.js';

/** What stands under a key or at an index. */
export interface Child {
  node: Node | null;
  key: Node | null;
}

/** What an alias stands for; anything else is itself. */
export function resolved(node: Node | null, document: Document): Node | null {
  return yaml().isAlias(node) ? (node.resolve(document) ?? null) : node;
}

/**
 * The value of a mapping or list at one step, seen through aliases and merge keys. As everywhere in
 * YAML, a key of the mapping's own goes before a merged one, and of those the first.
 */
export function childOf(
  parent: Node | null,
  step: PropertyKey,
  document: Document,
): Child | undefined {
  const holder = resolved(parent, document);
  if (yaml().isSeq(holder)) {
    const item = holder.items[Number(step)];
    return yaml().isNode(item) ? { node: item, key: null } : undefined;
  }
  if (!yaml().isMap(holder)) return undefined;
  const pair = holder.items.find(
    (item) => !isMergeKey(item.key) && keyName(item.key) === String(step),
  );
  if (pair !== undefined) return { node: nodeOf(pair.value), key: nodeOf(pair.key) };
  for (const map of mergedMaps(holder, document) ?? []) {
    const child = childOf(map, step, document);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** All pairs of a mapping with those that merge keys bring, each key once. */
export function pairsOf(map: YAMLMap, document: Document): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) if (!isMergeKey(pair.key)) pairs.set(keyName(pair.key), pair);
  for (const source of mergedMaps(map, document) ?? []) {
    for (const pair of pairsOf(source, document)) {
      const key = keyName(pair.key);
      if (!pairs.has(key)) pairs.set(key, pair);
    }
  }
  return [...pairs.values()];
}

/** The mappings that a mapping's merge keys name; undefined where one of them is something else. */
export function mergedMaps(map: YAMLMap, document: Document): YAMLMap[] | undefined {
  const values = map.items.filter(({ key }) => isMergeKey(key)).map(({ value }) => nodeOf(value));
  const sources = values.flatMap((value) => {
    const source = resolved(value, document);
    return yaml().isSeq(source)
      ? source.items.map((item) => resolved(nodeOf(item), document))
      : [source];
  });
  return sources.every(yaml().isMap<unknown, unknown>) ? sources : undefined;
}

/** Whether a key is `<<`, unquoted: the parser makes a symbol of it (YAML 1.1, "Merge Key"). */
export function isMergeKey(key: unknown): boolean {
  return yaml().isScalar(key) && typeof key.value === 'symbol';
}

/** The name of a property that a key becomes. */
function keyName(key: unknown): string {
  return String(yaml().isScalar(key) ? key.value : key);
}

function nodeOf(value: unknown): Node | null {
  return yaml().isNode(value) ? value : null;
}
