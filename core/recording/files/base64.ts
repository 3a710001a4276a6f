import { gunzipSync } from 'node:zlib';

/**
 * The bytes of base64 (RFC 4648), unzipped if they begin as gzip does (RFC 1952); undefined when they
 * are damaged, or larger than `limitBytes` unzipped.
 */
export function decodeBase64(base64: string, limitBytes: number): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limitBytes });
  } catch {
    return undefined;
  }
}
