import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Content, Located } from './located.js';

/** A YAML or JSON file with its lines. Throws what the YAML reader throws. */
export function readYamlLocated(text: string): Located {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error) throw error;
  const located = (node: unknown): Located => {
    const resolved = isAlias(node) ? node.resolve(document) : (node as Node | null | undefined);
    const line = Math.max(1, lines.linePos(resolved?.range?.[0] ?? 0).line);
    return { line, value: contentOf(resolved, located) };
  };
  return located(document.contents);
}

function contentOf(node: unknown, located: (node: unknown) => Located): Content {
  if (isMap(node)) {
    return new Map(
      node.items.map((pair) => {
        const at = located(pair.value);
        return [
          String(isScalar(pair.key) ? pair.key.value : pair.key),
          { ...at, line: located(pair.key).line },
        ];
      }),
    );
  }
  if (isSeq(node)) return node.items.map(located);
  const value = isScalar(node) ? node.value : null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : null;
}
