import { RepriseError } from '../../base/errors.js';
import { byteOrderMarkLength } from '../../json/scan.js';

/**
 * The bytes of a text in UTF-8 without its byte order mark, which says how the file is written and is no
 * part of what stands in it. Throws `RepriseError` for UTF-16.
 */
export async function* utf8Bytes(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, void> {
  let begun: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of chunks) {
    if (begun) begun = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
    if (begun && begun.length < 4) continue;
    yield begun ? withoutMark(begun, name) : chunk;
    begun = undefined;
  }
  if (begun?.length) yield withoutMark(begun, name);
}

function withoutMark(bytes: Uint8Array, name: string): Uint8Array {
  if (!isUtf16(bytes)) return bytes.subarray(byteOrderMarkLength(bytes));
  throw new RepriseError(`${name} is in UTF-16, and events are in UTF-8.`, {
    hint: 'Convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW (Windows PowerShell writes UTF-16 with >).',
  });
}

/** By its byte order mark, or by every other byte of ASCII being zero. */
function isUtf16([a, b, c, d]: Uint8Array): boolean {
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return (a === 0 && c === 0 && !!b && !!d) || (b === 0 && d === 0 && !!a && !!c);
}
