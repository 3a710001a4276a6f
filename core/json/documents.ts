import type { ByteStream } from './byte-stream.js';
import { isSpace, newline, openBracket, trimmedSpan } from './characters.js';
import { listElements } from './list-elements.js';
import { isClosing, Nesting } from './nesting.js';
import { Pieces } from './pieces.js';
import { byteOrderMark } from './scan.js';
import { positionAt, type TextPosition } from './text-position.js';

/** One JSON document of a stream that may hold many. */
export interface JsonDocument {
  kind: 'document';
  position: TextPosition;
  /** Its own bytes, valid or not, without the white space around it. */
  bytes: Uint8Array;
}

/** The size that a document may have, and how it is said. */
export interface SizeLimit {
  bytes: number;
  text: string;
}

/** The stream cannot be taken apart any further. */
export interface DocumentFault {
  kind: 'fault';
  position: TextPosition;
  /** A whole sentence. */
  message: string;
}

/**
 * The documents of a stream: the elements of a list, or documents one after the other, with line ends
 * between them or with nothing (as Firehose joins its records). Whether one is valid JSON is to be
 * asked of each. One that is larger than the limit ends the stream as a fault.
 */
export async function* readDocuments(
  stream: ByteStream,
  limit: SizeLimit,
): AsyncGenerator<(JsonDocument | DocumentFault)[], void, void> {
  const chunks = stream[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const { done, value } = await chunks.next();
    if (done) return;
    begun.push(value);
    first = value.find((byte) => !isSpace(byte) && !byteOrderMark.includes(byte));
  }
  const all = rejoin(begun, chunks);
  if (first === openBracket) yield* readList(all, limit.bytes);
  else yield* readSequence(all, limit);
}

async function* rejoin(
  begun: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* begun;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* readList(
  stream: ByteStream,
  limitBytes: number,
): AsyncGenerator<(JsonDocument | DocumentFault)[], void, void> {
  for await (const found of listElements(stream, limitBytes)) {
    yield found.map((element) =>
      element.kind === 'element'
        ? { ...element, kind: 'document' }
        : {
            kind: 'fault',
            position: element.position,
            message: `Not a list of JSON values: expected ${element.expected}.`,
          },
    );
  }
}

async function* readSequence(
  stream: ByteStream,
  limit: SizeLimit,
): AsyncGenerator<(JsonDocument | DocumentFault)[], void, void> {
  const splitter = new DocumentSplitter(limit);
  for await (const chunk of stream) {
    yield splitter.split(chunk);
    if (splitter.hasFailed) return;
  }
  yield splitter.end();
}

/** Follows brackets and strings only; what is neither ends with its line. */
class DocumentSplitter {
  readonly #limit: SizeLimit;
  readonly #begun = new Pieces();
  readonly #nesting = new Nesting();
  #position: TextPosition = { line: 1, column: 1 };
  #hasFailed = false;

  constructor(limit: SizeLimit) {
    this.#limit = limit;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  split(chunk: Uint8Array): (JsonDocument | DocumentFault)[] {
    const found: (JsonDocument | DocumentFault)[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (!this.#endsAt(chunk[at] ?? 0)) continue;
      this.#finish(chunk.subarray(start, at + 1), found);
      start = at + 1;
    }
    this.#begun.add(chunk.subarray(start));
    if (this.#begun.bytes > this.#limit.bytes) this.#fail(found);
    return found;
  }

  end(): (JsonDocument | DocumentFault)[] {
    const found: (JsonDocument | DocumentFault)[] = [];
    this.#finish(new Uint8Array(), found);
    return found;
  }

  /** True for the byte that ends a document: its last bracket, or a line end outside all brackets. */
  #endsAt(byte: number): boolean {
    if (!this.#nesting.step(byte)) return false;
    return this.#nesting.depth === 0 && (byte === newline || isClosing(byte));
  }

  #finish(last: Uint8Array, found: (JsonDocument | DocumentFault)[]): void {
    const piece = this.#begun.finish(last);
    const { start, end } = trimmedSpan(piece);
    if (end > start) {
      const position = positionAt(piece, start, this.#position);
      found.push({ kind: 'document', position, bytes: piece.subarray(start, end) });
    }
    this.#position = positionAt(piece, piece.length, this.#position);
  }

  #fail(found: (JsonDocument | DocumentFault)[]): void {
    this.#hasFailed = true;
    found.push({
      kind: 'fault',
      position: this.#position,
      message: `The document is larger than ${this.#limit.text}.`,
    });
  }
}
