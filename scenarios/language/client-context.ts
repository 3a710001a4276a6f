import { RepriseError } from '../../core/base/errors.js';

/** Bytes of base64 that `X-Amz-Client-Context` may have (AWS Lambda API reference, Invoke). */
const maxBase64Bytes = 3583;

/**
 * The client context as its header carries it: base64 of JSON. Takes a mapping, JSON text, or base64
 * that is ready. Throws `RepriseError` when it is none of these or too long.
 */
export function encodeClientContext(value: string | Record<string, unknown>): string {
  const base64 = typeof value === 'string' ? fromText(value) : toBase64(JSON.stringify(value));
  if (base64.length <= maxBase64Bytes) return base64;
  throw new RepriseError(
    `the client context has ${base64.length} bytes as base64; Lambda takes ${maxBase64Bytes}`,
    { hint: 'Shorten it, or put the data into the payload.' },
  );
}

function fromText(text: string): string {
  if (isJsonObject(text)) return toBase64(text);
  if (isJsonObject(Buffer.from(text, 'base64').toString('utf8'))) return text.trim();
  throw new RepriseError('the client context is neither JSON nor the base64 of it', {
    hint: 'Write a mapping: `clientContext: { custom: { tenant: a } }`.',
  });
}

function toBase64(json: string): string {
  return Buffer.from(json).toString('base64');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
