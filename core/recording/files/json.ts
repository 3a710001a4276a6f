import { type ByteStream, readAll } from '../../json/byte-stream.js';
import { type ListElement, type ListFault, listElements } from '../../json/list-elements.js';
import { jsonFault } from '../../json/scan.js';
import { positionAt } from '../../json/text-position.js';
import { formatBytes } from '../../quantity/format.js';
import type { RecordedEvent } from '../event.js';
import { importFormats } from './formats.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';

/** A JSON document is one payload with all its bytes, or, with `each`, a list of payloads. */
export const json: Importer = {
  describe: 'a JSON document: one payload; with --each: a list of payloads',
  recognises: (_head, fileName) => fileName.endsWith('.json'),
  read: (bytes, context) =>
    context.each ? readList(bytes, context) : readDocument(bytes, context),
};

async function* readDocument(
  stream: ByteStream,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  const payload = await readAll(stream, maxImportedBytes);
  if (!payload) {
    context.refuse({
      line: 1,
      column: 1,
      message: `The document is larger than ${formatBytes(maxImportedBytes)}, and Lambda takes payloads up to 6 MB.`,
      hint: 'If it is a list of events, say --each; if each line is one, say --format jsonl.',
    });
    return;
  }
  const fault = jsonFault(payload);
  if (!fault) {
    yield [{ payload }];
    return;
  }
  const position = positionAt(payload, fault.offset);
  context.refuse({
    ...position,
    message: `Not JSON: expected ${fault.expected}.`,
    hint:
      position.line > 1
        ? 'If each line is an event, say --format jsonl.'
        : `If it is of another format, say which, with --format: ${importFormats.join(', ')}.`,
  });
}

async function* readList(
  stream: ByteStream,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  for await (const found of listElements(stream, maxImportedBytes)) {
    yield found.flatMap((element) => elementEvents(element, context));
  }
}

function elementEvents(found: ListElement | ListFault, context: ImportContext): RecordedEvent[] {
  if (found.kind === 'fault') {
    context.refuse({
      ...found.position,
      message: `Not a list of JSON values: expected ${found.expected}.`,
      hint: 'Leave out --each to take the document as one payload.',
    });
    return [];
  }
  const fault = jsonFault(found.bytes);
  if (!fault) return [{ payload: found.bytes }];
  context.refuse({
    ...positionAt(found.bytes, fault.offset, found.position),
    message: `Not JSON: expected ${fault.expected}.`,
  });
  return [];
}
