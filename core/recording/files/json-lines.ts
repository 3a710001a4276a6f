import type { ByteStream } from '../../json/byte-stream.js';
import { isSpace } from '../../json/characters.js';
import { type Line, readLines } from '../../json/lines.js';
import { byteOrderMarkLength, jsonFault } from '../../json/scan.js';
import { positionAt } from '../../json/text-position.js';
import { formatBytes } from '../../quantity/format.js';
import type { RecordedEvent } from '../event.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';

/** JSON Lines (jsonlines.org): each line that is not blank is a payload, without its line end. */
export const jsonLines: Importer = {
  describe: 'JSON Lines: each line is a payload',
  recognises: (head, fileName) => {
    if (isPrettyPrinted(head)) return false;
    if (/\.(jsonl|ndjson)$/.test(fileName)) return true;
    return !fileName.endsWith('.json') && startsWithSeveralLines(head);
  },
  read: readJsonLines,
};

async function* readJsonLines(
  stream: ByteStream,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  for await (const lines of readLines(stream, maxImportedBytes)) {
    const events: RecordedEvent[] = [];
    for (const line of lines) {
      if (!isJsonLine(line, context, maxImportedBytes)) continue;
      // Files that were joined have the mark of each in the middle.
      events.push({ payload: line.bytes.subarray(byteOrderMarkLength(line.bytes)) });
    }
    yield events;
  }
}

/** Reports a line that is too long or no JSON document, and says false, if the context lets it. */
export function isJsonLine(
  { number, bytes }: Line,
  context: ImportContext,
  limitBytes: number,
): boolean {
  if (bytes.length > limitBytes) {
    context.refuse({
      line: number,
      column: 1,
      message: `The line is longer than ${formatBytes(limitBytes)}, and Lambda takes payloads up to 6 MB.`,
    });
    return false;
  }
  const fault = jsonFault(bytes);
  if (!fault) return true;
  context.refuse({
    ...positionAt(bytes, fault.offset, { line: number, column: 1 }),
    message: `Not JSON: expected ${fault.expected}.`,
  });
  return false;
}

/** The first line is a JSON document by itself, and something comes after it. */
function startsWithSeveralLines(head: Uint8Array): boolean {
  const start = head.findIndex((byte) => !isSpace(byte));
  const end = head.indexOf(0x0a, start);
  if (start < 0 || end < 0) return false;
  return !head.subarray(end).every(isSpace) && jsonFault(head.subarray(start, end)) === undefined;
}

/** A line is a bracket by itself: the documents go over several lines, as jq prints them. */
function isPrettyPrinted(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 64 * 1024)).toString('latin1');
  return /^[{[][ \t\r]*\n/m.test(text);
}
