import { defined } from '../../base/defined.js';
import type { ByteStream } from '../../json/byte-stream.js';
import { type DocumentFault, type JsonDocument, readDocuments } from '../../json/documents.js';
import { jsonFault } from '../../json/scan.js';
import { JsonValue } from '../../json/spans.js';
import { positionAt } from '../../json/text-position.js';
import { formatBytes } from '../../quantity/format.js';
import type { RecordedEvent } from '../event.js';
import { type ImportContext, maxImportedBytes } from './importer.js';
import { unwrapText } from './unwrap.js';

/** Reports what is wrong with a value, at its place in the file. */
export type Refuse = (at: JsonValue, message: string, hint?: string) => void;

/** The events in one document of a format, in their order. */
export type EventsIn = (
  document: JsonValue,
  refuse: Refuse,
  context: ImportContext,
) => Iterable<RecordedEvent>;

/** What one document may have at most. */
export const documentLimit = { bytes: maxImportedBytes, text: formatBytes(maxImportedBytes) };

/** Reads every document of a stream: one, a list of them, or one after the other. */
export async function* readEvents(
  stream: ByteStream,
  context: ImportContext,
  eventsIn: EventsIn,
): AsyncGenerator<RecordedEvent[], void, void> {
  for await (const found of readDocuments(stream, documentLimit)) {
    yield found.flatMap((document) => eventsOf(document, context, eventsIn));
  }
}

function eventsOf(
  found: JsonDocument | DocumentFault,
  context: ImportContext,
  eventsIn: EventsIn,
): RecordedEvent[] {
  if (found.kind === 'fault') {
    context.refuse({ ...found.position, message: found.message });
    return [];
  }
  const { bytes, position } = found;
  const fault = jsonFault(bytes);
  if (fault) {
    const at = positionAt(bytes, fault.offset, position);
    context.refuse({ ...at, message: `Not JSON: expected ${fault.expected}.` });
    return [];
  }
  const refuse: Refuse = (value, message, hint) => {
    const at = positionAt(bytes, value.start, position);
    context.refuse({ ...at, message, ...defined({ hint }) });
  };
  return [...eventsIn(JsonValue.of(bytes), refuse, context)];
}

/**
 * The event that a message carries, whose text is the string `value` (or, written by hand, the value
 * itself): unwrapped if it is a destination record. Undefined, and refused, when it is no JSON.
 */
export function eventInText(
  value: JsonValue,
  refuse: Refuse,
  name: string,
): RecordedEvent | undefined {
  const text = value.text() ?? Buffer.from(value.bytes).toString('utf8');
  const unwrapped = unwrapText(text);
  if (unwrapped?.kind === 'event') return unwrapped.event;
  if (unwrapped) {
    refuse(value, unwrapped.reason);
    return undefined;
  }
  return jsonPayload(Buffer.from(text), value, refuse, name);
}

/** Bytes that were inside a string as a payload; undefined, and refused, when they are no JSON. */
export function jsonPayload(
  payload: Uint8Array,
  at: JsonValue,
  refuse: Refuse,
  name: string,
): RecordedEvent | undefined {
  const fault = jsonFault(payload);
  if (!fault) return { payload };
  refuse(
    at,
    `The ${name} is not JSON: expected ${fault.expected} at byte ${fault.offset + 1} of it.`,
  );
  return undefined;
}
