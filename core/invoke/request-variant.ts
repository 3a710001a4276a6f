import { hash } from 'node:crypto';
import { GappedText, gapOf, splitGap, utf8Octets } from './gapped-text.js';
import type { TextSigner } from './sigv4.js';

/** A header's name and its value, which may have gaps. */
export type Header = [name: string, value: string];

/** Signed by nobody, the SDK among them: what stands between may add to it. */
export const traceHeader = 'x-amzn-trace-id';

/** The headers that some invocations have and others have not, in the order of the bits of a variant. */
const optionalHeaders: readonly string[] = [
  'x-amz-client-context',
  'x-amz-tenant-id',
  'x-amz-durable-execution-name',
  traceHeader,
];

/** With and without each of them. */
export const allVariants: number = 2 ** optionalHeaders.length;

/** The values of a request, by their places in its texts. */
export const places = {
  signature: 0,
  sha256: 1,
  length: 2,
  date: 3,
  /** From here on those of the optional headers as they are sent, and behind them as they are signed. */
  sent: 4,
  signed: 4 + optionalHeaders.length,
} as const;

/** The optional headers of a variant, with gaps for their values. */
export function optionalHeadersOf(bits: number): Header[] {
  return namesOf(bits).map(([i, name]) => [name, gapOf(places.sent + i)]);
}

/** A header as it is signed: of an optional one the value may differ in blanks. */
export function asSigned([name, value]: Header): Header {
  const i = optionalHeaders.indexOf(name);
  return [name, i < 0 ? value : gapOf(places.signed + i)];
}

function namesOf(bits: number): [index: number, name: string][] {
  return [...optionalHeaders.entries()].filter(([i]) => (bits & (1 << i)) !== 0);
}

/** What requests with the same headers share, with gaps for the rest. */
export interface RequestTexts {
  canonical: string;
  /** The request line and the headers that are not among `headers`. */
  start: string;
  headers: readonly Header[];
}

/** The requests with the same headers: their texts, and what fills the gaps in them. */
export class RequestVariant {
  readonly #texts: RequestTexts;
  /** Hashed as UTF-8, where the head is sent as Latin-1: so does the SDK. */
  readonly #canonical: GappedText;
  readonly #optional: readonly [index: number, name: string][];
  readonly #values: string[] = new Array<string>(places.signed + optionalHeaders.length).fill('');
  #head: GappedText | undefined;
  #list: HeaderList | undefined;

  constructor(bits: number, texts: RequestTexts) {
    this.#texts = texts;
    this.#canonical = new GappedText(texts.canonical, 'utf8');
    this.#optional = namesOf(bits);
  }

  /** Signs the request with these values. The same again within a second is the same request. */
  sign(
    sha256: string,
    length: string,
    date: string,
    optional: readonly (string | undefined)[],
    signer: TextSigner,
  ): void {
    const values = this.#values;
    values[places.sha256] = sha256;
    values[places.length] = length;
    values[places.date] = date;
    for (const [index] of this.#optional) this.#setOptional(index, optional[index] ?? '');
    if (!this.#canonical.fill(values)) return;
    values[places.signature] = signer.sign(hash('sha256', this.#canonical.bytes, 'hex'));
  }

  #setOptional(index: number, value: string): void {
    this.#values[places.sent + index] = value;
    // SigV4: without spaces around it, and one for several in it.
    const signed = value.includes(' ') ? value.trim().replace(/ +/g, ' ') : value;
    this.#values[places.signed + index] = utf8Octets(signed);
  }

  /** All of what was signed up to the empty line; used again by the next. Throws for what no header may hold. */
  head(): Uint8Array {
    const values = this.#values;
    for (const [index, name] of this.#optional) checkHeader(name, values[places.sent + index]);
    this.#head ??= new GappedText(headText(this.#texts), 'latin1');
    this.#head.fill(values);
    return this.#head.bytes;
  }

  /** Of what was signed name, value, name, value; used again by the next. */
  headers(): string[] {
    this.#list ??= new HeaderList(this.#texts.headers);
    return this.#list.fill(this.#values);
  }
}

function headText({ start, headers }: RequestTexts): string {
  for (const [name, value] of headers) checkHeader(name, splitGap(value).before);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${start}${lines.join('')}content-length: ${gapOf(places.length)}\r\n\r\n`;
}

/** A list of headers with gaps, filled in place. */
class HeaderList {
  readonly #list: string[];
  readonly #gaps: readonly { at: number; before: string; place: number }[];

  constructor(headers: readonly Header[]) {
    this.#list = headers.flat();
    this.#gaps = headers.flatMap(([, value], i) => {
      const { before, place } = splitGap(value);
      return place === undefined ? [] : [{ at: 2 * i + 1, before, place }];
    });
  }

  fill(values: readonly string[]): string[] {
    for (const { at, before, place } of this.#gaps) this.#list[at] = before + values[place];
    return this.#list;
  }
}

const isInvalid = /[^\t\x20-\x7e\x80-\xff]/;

/** Throws for what no header may hold: a line's end would begin another. */
function checkHeader(name: string, value = ''): void {
  if (!isInvalid.test(value)) return;
  const message = `Invalid character in header content ["${name}"]`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_CHAR' });
}
