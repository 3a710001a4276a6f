import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Answer } from './answer.js';

/** An answer of Lambda's is at most 6 MB and 100 bytes; what unpacks to more is left packed. */
const maxOutputLength = 8 * 1024 * 1024;

const decoders: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * The answer with its body unpacked, where one was kept and is packed (RFC 9110, section 8.4). No
 * client asks for that, but a proxy may do it all the same. What cannot be unpacked stays as it is;
 * `bodyBytes` stays what came over the wire.
 */
export function decoded(answer: Answer): Answer {
  const { headers, body } = answer;
  const decode = headers.contentEncoding && decoders[headers.contentEncoding.trim().toLowerCase()];
  if (!decode || body === undefined || body.length === 0) return answer;
  try {
    return { ...answer, body: decode(body, { maxOutputLength }) };
  } catch {
    return answer;
  }
}
