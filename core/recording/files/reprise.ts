import { messageOf } from '../../base/errors.js';
import type { ByteStream } from '../../json/byte-stream.js';
import { type Line, readLines } from '../../json/lines.js';
import { decodeEnvelope, envelopeStart } from '../envelope.js';
import type { RecordedEvent } from '../event.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';
import { isJsonLine } from './json-lines.js';

/**
 * What `recordings export` writes. The payloads are taken as they are, JSON or not, as long as their
 * hashes fit: they have been in a recording before.
 */
export const reprise: Importer = {
  describe: "Reprise's own export, with everything that was known of each record",
  recognises: (head, fileName) =>
    !fileName.endsWith('.json') &&
    Buffer.from(head.subarray(0, envelopeStart.length)).toString('latin1') === envelopeStart,
  read: readEnvelopes,
};

async function* readEnvelopes(
  stream: ByteStream,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  for await (const lines of readLines(stream, maxLineBytes)) {
    yield lines.flatMap((line) => decode(line, context));
  }
}

/** A byte of payload takes up to six in a JSON string (`\u0000`). */
const maxLineBytes = 6 * maxImportedBytes;

function decode(line: Line, context: ImportContext): RecordedEvent[] {
  if (!isJsonLine(line, context, maxLineBytes)) return [];
  try {
    return [decodeEnvelope(Buffer.from(line.bytes).toString('utf8'))];
  } catch (error) {
    context.refuse({
      line: line.number,
      column: 1,
      message: `Not a line of a Reprise export: ${messageOf(error)}.`,
      hint: 'To take each line as a payload of its own, say --format jsonl.',
    });
    return [];
  }
}
