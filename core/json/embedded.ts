import { backslash, isSpace, openBrace, openBracket } from './characters.js';
import { jsonFault } from './scan.js';
import { JsonValue } from './spans.js';
import { type DecodedString, decodeString } from './strings.js';

/** JSON in a string in JSON in a string …: each level doubles its escapes, and nobody has so many. */
export const maxEmbedding = 8;

/** A document that is written inside a string. */
export interface EmbeddedDocument extends Pick<DecodedString, 'offset'> {
  root: JsonValue;
}

/** Whether a string's raw content may be JSON: it begins with a brace or bracket, or an escape or space before it. */
export function mayOpenJson(byte: number | undefined): boolean {
  return byte === openBrace || byte === openBracket || byte === backslash || isSpace(byte);
}

/** The object or list that a string holds, as the `body` of an API Gateway event does. */
export function embeddedDocument(value: JsonValue): EmbeddedDocument | undefined {
  const { document, start, end } = value;
  if (value.kind !== 'string' || !mayOpenJson(document[start + 1])) return undefined;
  const { bytes, offset } = decodeString(document, start + 1, end - 1);
  if (jsonFault(bytes)) return undefined;
  const root = JsonValue.of(bytes);
  return root.kind === 'object' || root.kind === 'array' ? { root, offset } : undefined;
}
