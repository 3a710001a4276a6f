import type { ByteStream } from './byte-stream.js';
import { closeBracket, comma, isSpace, openBracket, trimmedSpan } from './characters.js';
import { Nesting } from './nesting.js';
import { byteOrderMark } from './scan.js';
import { positionAt, type TextPosition } from './text-position.js';

/** An element of a top-level list: its own bytes, without the white space and commas around it. */
export interface ListElement {
  kind: 'element';
  position: TextPosition;
  /** As it stands in the list, valid or not; empty where a value is missing between two commas. */
  bytes: Uint8Array;
}

/** The list itself is not as it should be; no element comes after this. */
export interface ListFault {
  kind: 'fault';
  position: TextPosition;
  /** Ends the sentence "expected …". */
  expected: string;
}

type State = 'before' | 'inside' | 'after' | 'failed';

/**
 * Takes the elements of a top-level list apart as they come, whatever the length of the list. Looks at
 * brackets and strings only: whether an element is valid JSON is to be asked of each. An element that
 * is larger than `limitBytes` ends the list as a fault.
 */
export async function* listElements(
  stream: ByteStream,
  limitBytes: number,
): AsyncGenerator<(ListElement | ListFault)[], void, void> {
  const splitter = new ListSplitter(limitBytes);
  for await (const chunk of stream) {
    yield splitter.split(chunk);
    if (splitter.hasFailed) return;
  }
  yield splitter.end();
}

class ListSplitter {
  readonly #limitBytes: number;
  #state: State = 'before';
  /** Within the element. */
  readonly #nesting = new Nesting();
  #found: (ListElement | ListFault)[] = [];
  #elements = 0;
  /** The element that has begun, as far as earlier chunks held it. */
  #begun: Uint8Array = new Uint8Array();
  /** Where the first byte that has not been handed out stands. */
  #position: TextPosition = { line: 1, column: 1 };
  /** How many bytes of a byte order mark have come. */
  #markBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get hasFailed(): boolean {
    return this.#state === 'failed';
  }

  split(chunk: Uint8Array): (ListElement | ListFault)[] {
    const bytes = this.#begun.length > 0 ? Buffer.concat([this.#begun, chunk]) : chunk;
    const start = this.#scan(bytes, this.#begun.length);
    this.#begun = this.#state === 'inside' ? bytes.subarray(start) : new Uint8Array();
    if (this.#begun.length > this.#limitBytes) {
      this.#fail(this.#position, `an element of at most ${this.#limitBytes} bytes`);
    }
    return this.#take();
  }

  end(): (ListElement | ListFault)[] {
    if (this.#state === 'before') this.#fail(this.#position, 'a list, "["');
    if (this.#state === 'inside') {
      this.#fail(positionAt(this.#begun, this.#begun.length, this.#position), '"," or "]"');
    }
    return this.#take();
  }

  /** Reads on from `at`; returns where the element starts that has not ended. */
  #scan(bytes: Uint8Array, from: number): number {
    let start = 0;
    for (let at = from; at < bytes.length && this.#state !== 'failed'; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#state === 'inside' && this.#isWithin(byte)) continue;
      if (this.#state === 'inside') {
        this.#finish(bytes.subarray(start, at), byte === closeBracket);
        this.#position = positionAt(bytes.subarray(start, at + 1), at + 1 - start, this.#position);
        start = at + 1;
      } else {
        this.#outside(byte);
        this.#position = positionAt(bytes.subarray(at, at + 1), 1, this.#position);
        start = at + 1;
      }
    }
    return start;
  }

  /** False for the comma or bracket that ends the element. */
  #isWithin(byte: number): boolean {
    const isNested = this.#nesting.depth > 0;
    const isInString = !this.#nesting.step(byte);
    return isInString || isNested || (byte !== comma && byte !== closeBracket);
  }

  #outside(byte: number): void {
    if (this.#state === 'before' && byte === byteOrderMark[this.#markBytes]) {
      this.#markBytes += 1;
      return;
    }
    if (isSpace(byte)) return;
    if (this.#state === 'before' && byte === openBracket) this.#state = 'inside';
    else if (this.#state === 'before') this.#fail(this.#position, 'a list, "["');
    else this.#fail(this.#position, 'nothing after the end of the list');
  }

  #finish(element: Uint8Array, isLast: boolean): void {
    const { start, end } = trimmedSpan(element);
    if (isLast) this.#state = 'after';
    // An empty list has no elements, not one that is missing.
    if (isLast && start === end && this.#elements === 0) return;
    this.#elements += 1;
    this.#found.push({
      kind: 'element',
      position: positionAt(element, start, this.#position),
      bytes: element.subarray(start, end),
    });
  }

  #fail(position: TextPosition, expected: string): void {
    this.#state = 'failed';
    this.#found.push({ kind: 'fault', position, expected });
  }

  #take(): (ListElement | ListFault)[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
