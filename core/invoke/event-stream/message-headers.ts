/** The headers of a message that are strings, by their names. */
export type MessageHeaders = Readonly<Record<string, string>>;

/** How many bytes the value of each header type has; types 6 and 7 say it themselves, in two bytes. */
const sizes: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];
const stringType = 7;

/**
 * Reads the headers of one message (Smithy specification, "Amazon Event Stream"): a name's length, the
 * name, a type, the value. Lambda's are strings; of others only the size matters. Undefined: these bytes
 * are no headers.
 */
export function readHeaders(bytes: Buffer): MessageHeaders | undefined {
  const headers: Record<string, string> = {};
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + (bytes[at] as number);
    const type = bytes[nameEnd];
    if (type === undefined || type >= sizes.length) return undefined;
    const fixed = sizes[type];
    const valueAt = nameEnd + (fixed === undefined ? 3 : 1);
    if (valueAt > bytes.length) return undefined;
    const end = valueAt + (fixed ?? bytes.readUInt16BE(nameEnd + 1));
    if (end > bytes.length) return undefined;
    if (type === stringType) {
      headers[bytes.toString('utf8', at + 1, nameEnd)] = bytes.toString('utf8', valueAt, end);
    }
    at = end;
  }
  return headers;
}
