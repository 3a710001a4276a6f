import { isUtf8 } from 'node:buffer';
import { isSpace, openBrace, openBracket, quote } from '../../json/characters.js';
import { jsonFault } from '../../json/scan.js';
import type { CompiledPattern } from './compile.js';

/** Whether a decoded string is a JSON document that may have something in it: an object, list or string. */
export function isJson(bytes: Uint8Array): boolean {
  let at = 0;
  while (isSpace(bytes[at])) at += 1;
  const byte = bytes[at];
  if (byte !== openBrace && byte !== openBracket && byte !== quote) return false;
  return jsonFault(bytes) === undefined;
}

/** Whether a pattern may match in a string: told by its raw bytes, which nearly always say no, before it is decoded. */
export function mayMatch(raw: Buffer, patterns: readonly CompiledPattern[]): boolean {
  if (patterns.length === 0) return false;
  const text = raw.toString('latin1');
  return (
    text.includes('\\u') || patterns.some(({ needle }) => needle === undefined || needle.test(text))
  );
}

/** The UTF-8 text that a decoded string is the base64 of; undefined where it is not. */
export function base64Text(bytes: Buffer): Buffer | undefined {
  const encoded = bytes.toString('latin1');
  if (!/^[A-Za-z0-9+/\s]+=*\s*$/.test(encoded)) return undefined;
  const content = Buffer.from(encoded, 'base64');
  return isUtf8(content) ? content : undefined;
}
