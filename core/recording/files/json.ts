import type { ByteStream } from '../../json/byte-stream.js';
import { isSpace } from '../../json/characters.js';
import { readDocuments } from '../../json/documents.js';
import { type ListElement, type ListFault, listElements } from '../../json/list-elements.js';
import { jsonFault } from '../../json/scan.js';
import { valueEnd } from '../../json/spans.js';
import { positionAt, type TextPosition } from '../../json/text-position.js';
import { formatBytes } from '../../quantity/format.js';
import type { RecordedEvent } from '../event.js';
import { documentLimit } from './documents.js';
import { importFormats } from './formats.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';

/**
 * A JSON document is one payload with all its bytes, or, with `each`, a list of payloads. Of documents one
 * after the other, as jq prints them, each is one.
 */
export const json: Importer = {
  describe:
    'a JSON document: one payload, or several one after the other; with --each: a list of payloads',
  recognises: (_head, fileName) => fileName.endsWith('.json'),
  read: (bytes, context) => (context.each ? readList(bytes, context) : readWhole(bytes, context)),
};

/** Of what is larger than one payload may be, documents are told apart as they come. */
async function* readWhole(
  stream: ByteStream,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  const chunks = stream[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let byteCount = 0;
  while (byteCount <= maxImportedBytes) {
    const { done, value } = await chunks.next();
    if (done) {
      yield eventsIn(begun.length === 1 && begun[0] ? begun[0] : Buffer.concat(begun), context);
      return;
    }
    begun.push(value);
    byteCount += value.length;
  }
  yield* readLarge(rejoin(begun, chunks), context);
}

async function* rejoin(
  begun: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  yield* begun;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* readLarge(
  stream: AsyncGenerator<Uint8Array, void, void>,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  for await (const first of stream) {
    if (first.every(isSpace)) continue;
    // The elements of a list are payloads only when somebody says so.
    if (first.find((byte) => !isSpace(byte)) === 0x5b) return tooLarge(context);
    for await (const found of readDocuments(rejoin([first], stream), documentLimit)) {
      for (const document of found) {
        if (document.kind === 'fault') tooLarge(context, document.position);
        else yield eventIn(document.bytes, document.position, context);
      }
    }
  }
}

function tooLarge(context: ImportContext, position: TextPosition = { line: 1, column: 1 }): void {
  context.refuse({
    ...position,
    message: `The document is larger than ${formatBytes(maxImportedBytes)}, and Lambda takes payloads up to 6 MB.`,
    hint: 'If it is a list of events, say --each; if each line is one, say --format jsonl.',
  });
}

/** One document with all the bytes of the file, or several without what stands between them. */
function eventsIn(text: Uint8Array, context: ImportContext): RecordedEvent[] {
  const fault = jsonFault(text);
  if (!fault) return [{ payload: text }];
  const documents = [...documentsIn(text)];
  const [[start, end] = [0, 0]] = documents;
  const isSequence = documents.length > 1 && /[[{]/.test(String.fromCharCode(text[start] ?? 0));
  if (!isSequence || jsonFault(text.subarray(start, end))) {
    refuseDocument(text, fault, context);
    return [];
  }
  // Counted on from the document before: from the start, each would cost as much as all before it.
  let position: TextPosition = { line: 1, column: 1 };
  let counted = 0;
  return documents.flatMap(([from, to]) => {
    position = positionAt(text.subarray(counted, from), from - counted, position);
    counted = from;
    return eventIn(text.subarray(from, to), position, context);
  });
}

/** Where the documents of a text begin and end, valid or not. */
function* documentsIn(text: Uint8Array): Generator<[start: number, end: number], void, void> {
  for (let at = 0; at < text.length; at += 1) {
    if (isSpace(text[at])) continue;
    const end = Math.max(at + 1, valueEnd(text, at));
    yield [at, end];
    at = end - 1;
  }
}

function eventIn(
  document: Uint8Array,
  position: TextPosition,
  context: ImportContext,
): RecordedEvent[] {
  const fault = jsonFault(document);
  if (!fault) return [{ payload: document }];
  const at = positionAt(document, fault.offset, position);
  context.refuse({ ...at, message: `Not JSON: expected ${fault.expected}.` });
  return [];
}

function refuseDocument(
  text: Uint8Array,
  { offset, expected }: { offset: number; expected: string },
  context: ImportContext,
): void {
  const position = positionAt(text, offset);
  context.refuse({
    ...position,
    message: text.every(isSpace) ? 'There is nothing in it.' : `Not JSON: expected ${expected}.`,
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
  if (found.kind === 'element') return eventIn(found.bytes, found.position, context);
  context.refuse({
    ...found.position,
    message: `Not a list of JSON values: expected ${found.expected}.`,
    hint: 'Leave out --each to take the document as one payload.',
  });
  return [];
}
