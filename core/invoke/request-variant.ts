import { hash } from 'node:crypto';
import type { Payload } from './client.js';
import type { SigningKey } from './sigv4.js';

// Stand-ins in the canonical request for what each invocation, or each second, has of its own; in
// the private use area, so that nothing else in it can look like them.
/** Of the payload's length. */
export const lengthMark = '\uE000';
/** Of the payload's SHA-256. */
export const hashMark = '\uE002';
/** Of `x-amz-date`. */
export const dateMark = '\uE003';
const firstOptionalMark = 0xe010;
const marks = /([\uE000\uE002\uE010-\uE012])/;

/** Signed by nobody, the SDK among them: what stands between may add to it. */
export const traceHeader = 'x-amzn-trace-id';

/** The headers that some invocations have and others have not, in the order of the bits of a variant. */
const optionalHeaders = [
  'x-amz-client-context',
  'x-amz-tenant-id',
  'x-amz-durable-execution-name',
  traceHeader,
] as const;

/** One for each optional header. */
export const optionalMarks = optionalHeaders.map((_, i) =>
  String.fromCharCode(firstOptionalMark + i),
);
/** With and without each of them. */
export const allVariants = 2 ** optionalHeaders.length;

/** A canonical request with marks in it, and which headers it signs. */
export interface Canonical {
  text: string;
  signedHeaders: string;
}

/** The optional headers of a variant, with their places among the values. */
export function namesOf(bits: number): [index: number, name: string][] {
  return [...optionalHeaders.entries()].filter(([i]) => (bits & (1 << i)) !== 0);
}

/** Before these in the list of headers stand the three that every request has: names and values. */
const requiredSlots = 6;

/** The requests with the same optional headers. */
export class RequestVariant {
  readonly #bits: number;
  /** Of its optional headers, where among the values they are and where in the list of headers. */
  readonly #places: readonly (readonly [value: number, slot: number])[];
  #canonical: Canonical = { text: '', signedHeaders: '' };
  /** Name, value, name, value; used again by the next invocation. */
  readonly headers: string[] = [];
  /** What of the head is the same within a second, up to the length of the payload. */
  #tail: string | undefined;
  /** The canonical request: text and marks in turn. */
  #parts: readonly string[] = [];
  #toSign = '';
  #authorization = '';
  #key: SigningKey | undefined;
  #filledHash = '';

  constructor(bits: number) {
    this.#bits = bits;
    this.#places = namesOf(bits).map(([i], n) => [i, requiredSlots + 2 * n + 1]);
  }

  compile(canonical: Canonical, fixedHeaders: readonly string[]): void {
    this.#canonical = canonical;
    this.headers.push(
      'authorization',
      '',
      'x-amz-content-sha256',
      '',
      'x-amz-date',
      '',
      ...namesOf(this.#bits).flatMap(([, name]) => [name, '']),
      ...fixedHeaders,
    );
  }

  setTime(date: string, toSign: string, credential: string, key: SigningKey): void {
    this.#parts = this.#canonical.text.replace(dateMark, date).split(marks);
    this.#toSign = toSign;
    this.#authorization = `${credential}, SignedHeaders=${this.#canonical.signedHeaders}, Signature=`;
    this.#key = key;
    this.headers[5] = date;
    this.#tail = undefined;
    this.#filledHash = '';
  }

  fill(payload: Payload, values: readonly (string | undefined)[]): void {
    const { sha256 } = payload;
    // Nothing else goes into the signature within a second: the same again is the same request.
    const isFilled = sha256 === this.#filledHash && this.#holds(values);
    if (isFilled || this.#key === undefined) return;
    this.#filledHash = sha256;
    let canonical = '';
    for (const part of this.#parts) canonical += textOf(part, payload, values);
    const toSign = this.#toSign + hash('sha256', canonical, 'hex');
    this.headers[1] = this.#authorization + this.#key.sign(toSign);
    this.headers[3] = sha256;
    for (const [value, slot] of this.#places) this.headers[slot] = values[value] ?? '';
  }

  /** As it is sent, behind the request line and the host. */
  head(start: string, payloadBytes: number): string {
    const { headers } = this;
    let head = `${start}authorization: ${headers[1]}\r\nx-amz-content-sha256: ${headers[3]}\r\n`;
    for (const [, slot] of this.#places) head += headerLine(headers[slot - 1], headers[slot]);
    this.#tail ??= this.#tailLines();
    return `${head}${this.#tail}${payloadBytes}\r\n\r\n`;
  }

  /** The date and all that stands behind the headers that some invocations have. */
  #tailLines(): string {
    const fixedSlot = requiredSlots + 2 * this.#places.length;
    const lines = [...this.headers.slice(4, 6), ...this.headers.slice(fixedSlot)];
    const text = pairs(lines).map(([name, value]) => headerLine(name, value));
    return `${text.join('')}content-length: `;
  }

  #holds(values: readonly (string | undefined)[]): boolean {
    for (const [value, slot] of this.#places) {
      if (this.headers[slot] !== values[value]) return false;
    }
    return true;
  }
}

/** A part of the canonical request as it is, or what its mark stands for. */
function textOf(
  part: string,
  { bytes, sha256 }: Payload,
  values: readonly (string | undefined)[],
): string {
  if (part === hashMark) return sha256;
  if (part === lengthMark) return String(bytes.length);
  const optional = part.length === 1 ? part.charCodeAt(0) - firstOptionalMark : -1;
  const value = optional < 0 ? undefined : values[optional];
  if (value === undefined) return part;
  // SigV4: without spaces around it, and one for several in it.
  return value.includes(' ') ? value.trim().replace(/ +/g, ' ') : value;
}

const isInvalid = /[^\t\x20-\x7e\x80-\xff]/;

/** One header as it is sent. Throws for what none may hold: a line's end would begin another. */
function headerLine(name = '', value = ''): string {
  if (!isInvalid.test(value)) return `${name}: ${value}\r\n`;
  const message = `Invalid character in header content ["${name}"]`;
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_CHAR' });
}

/** Name, value, name, value as pairs. */
export function pairs(list: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    result.push([list[index] ?? '', list[index + 1] ?? '']);
  }
  return result;
}
