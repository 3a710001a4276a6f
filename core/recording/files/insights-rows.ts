import type { ByteStream } from '../../json/byte-stream.js';
import { sketchJson } from '../../json/sketch.js';

/**
 * Rows of Insights by themselves, as `jq .results[]` gives them: each is a list of fields. What reads
 * documents would take the first list apart and find fields; an object before it makes the lists the
 * documents. Other streams come out as they are.
 */
export async function* rowsAsDocuments(stream: ByteStream): AsyncGenerator<Uint8Array, void, void> {
  let isFirst = true;
  for await (const chunk of stream) {
    if (isFirst && beginsWithFields(chunk)) yield emptyObject;
    isFirst = false;
    yield chunk;
  }
}

const emptyObject = Buffer.from('{}');

/** A list of fields, each with its name and its value and nothing else, of which one is Insights' own. */
export function beginsWithFields(head: Uint8Array): boolean {
  const sketch = sketchJson(head);
  if (!sketch?.isList || sketch.documents.length === 0) return false;
  // The sketch may go on into the second row.
  const fields = sketch.documents.filter((seen) => seen.has('field'));
  const isField = (seen: ReadonlyMap<string, string>): boolean =>
    seen.size === 2 && seen.has('value');
  return (
    sketch.documents[0]?.has('field') === true &&
    fields.every(isField) &&
    fields.some((seen) => seen.get('field')?.startsWith('@'))
  );
}
