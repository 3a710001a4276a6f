import { hash } from 'node:crypto';
import type { RequestSocket } from '../wire/connection.js';
import { RequestWriter } from '../wire/request-writer.js';
import type { Payload } from './client.js';
import type { CredentialSource, Credentials } from './credential-source.js';
import {
  algorithm,
  amzDate,
  canonicalRequest,
  credentialScope,
  type SigningKey,
  signedHeaders,
  signingKey,
  uriEncode,
} from './sigv4.js';
import { type CheckedTarget, clientContextOf } from './target.js';

const service = 'lambda';

/** Where and as whom the requests of one target go. */
export interface TemplateSettings {
  target: CheckedTarget;
  /** The endpoint; its path stands before Lambda's own. */
  url: URL;
  region: string;
  credentials: CredentialSource;
  /** Of `InvokeWithResponseStream`; default: of `Invoke`. */
  isStreamed?: boolean;
}

/** AWS Lambda API reference, Invoke and InvokeWithResponseStream: request syntax. */
const operationPaths = {
  whole: ['/2015-03-31/functions/', '/invocations'],
  streamed: ['/2021-11-15/functions/', '/response-streaming-invocations'],
} as const;

// Stand-ins in the canonical request for what each invocation, or each second, has of its own; in
// the private use area, so that nothing else in it can look like them.
const lengthMark = '\uE000';
const hashMark = '\uE002';
const dateMark = '\uE003';
const firstOptionalMark = 0xe010;
const marks = /([\uE000\uE002\uE010-\uE012])/;

/** The headers that some invocations have and others have not, in the order of the bits of a variant. */
const optionalHeaders = [
  'x-amz-client-context',
  'x-amz-tenant-id',
  'x-amz-durable-execution-name',
] as const;

const optionalMarks = optionalHeaders.map((_, i) => String.fromCharCode(firstOptionalMark + i));
const allVariants = 2 ** optionalHeaders.length;

/**
 * Builds the signed requests of one target. All that they share is built once: the path, the
 * headers' list, and the canonical request with gaps, which each invocation fills. What
 * depends on the time is built once a second, and the signing key once a day or when credentials
 * were renewed.
 */
export class RequestTemplate {
  readonly path: string;
  readonly #settings: TemplateSettings;
  /** By the bits of the optional headers that they have; made when the first of its kind is sent. */
  readonly #variants: (Variant | undefined)[] = new Array(allVariants);
  /** Of the invocation that is being signed; used again, so that no list is made for each. */
  readonly #values: (string | undefined)[] = [];
  #date = '';
  #second = Number.NaN;
  #day = '';
  #signedWith: Credentials | undefined;
  #key: SigningKey | undefined;
  readonly #writer = new RequestWriter();
  readonly #start: string;

  constructor(settings: TemplateSettings) {
    const { target, url, isStreamed = false } = settings;
    const [before, after] = operationPaths[isStreamed ? 'streamed' : 'whole'];
    const base = url.pathname.replace(/\/+$/, '');
    const { functionName, qualifier } = target.function;
    const query = qualifier === undefined ? '' : `?Qualifier=${uriEncode(qualifier)}`;
    this.#settings = settings;
    this.path = `${base}${before}${uriEncode(functionName)}${after}${query}`;
    this.#start = `POST ${this.path} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n`;
  }

  /**
   * Writes the whole request of an invocation that is sent now. Throws for what no header may hold, and
   * has written nothing then.
   */
  writeTo(socket: RequestSocket, payload: Payload, epochMs: number): void {
    const { bytes } = payload;
    const head = this.#filled(payload, epochMs).head(this.#start, bytes.length);
    this.#writer.write(socket, head, bytes);
  }

  /**
   * The headers of an invocation that is sent now, as undici takes them: name, value, name, value;
   * all but `host` and `content-length`, which undici adds. The list is used again by the next call.
   */
  headersFor(payload: Payload, epochMs: number): string[] {
    return this.#filled(payload, epochMs).headers;
  }

  #filled(payload: Payload, epochMs: number): Variant {
    const second = Math.floor(epochMs / 1000);
    if (second !== this.#second || this.#settings.credentials.current !== this.#signedWith) {
      this.#second = second;
      this.#renew(amzDate(second * 1000));
    }
    const values = this.#values;
    values[0] = clientContextOf(this.#settings.target, payload);
    values[1] = payload.tenantId;
    // InvokeWithResponseStream has no such member.
    values[2] = this.#settings.isStreamed === true ? undefined : payload.durableExecutionName;
    let bits = 0;
    for (let i = 0; i < values.length; i++) if (values[i] !== undefined) bits |= 1 << i;
    const variant = this.#variant(bits);
    variant.fill(payload, values);
    return variant;
  }

  #variant(bits: number): Variant {
    const known = this.#variants[bits];
    if (known !== undefined) return known;
    const variant = new Variant(bits);
    this.#variants[bits] = variant;
    const { current } = this.#settings.credentials;
    variant.compile(this.#canonical(bits, current), this.#fixedHeaders(current));
    this.#setTime(variant);
    return variant;
  }

  #renew(date: string): void {
    const { current } = this.#settings.credentials;
    const { region } = this.#settings;
    const day = date.slice(0, 8);
    if (this.#key === undefined || day !== this.#day || current !== this.#signedWith) {
      this.#key = signingKey(current.secretAccessKey, day, region, service);
      this.#day = day;
      this.#signedWith = current;
      this.#variants.fill(undefined);
    }
    this.#date = date;
    for (const variant of this.#variants) if (variant !== undefined) this.#setTime(variant);
  }

  #setTime(variant: Variant): void {
    const { region, credentials } = this.#settings;
    const scope = credentialScope(this.#day, region, service);
    const credential = `${algorithm} Credential=${credentials.current.accessKeyId}/${scope}`;
    const toSign = `${algorithm}\n${this.#date}\n${scope}\n`;
    if (this.#key !== undefined) variant.setTime(this.#date, toSign, credential, this.#key);
  }

  /** All headers that are signed: what the SDK signs, without the SDK's bookkeeping. */
  #canonical(bits: number, credentials: Credentials): Canonical {
    const { target, url } = this.#settings;
    const { qualifier } = target.function;
    const headers: [string, string][] = [
      ['host', url.host],
      ['content-length', lengthMark],
      ['x-amz-content-sha256', hashMark],
      ['x-amz-date', dateMark],
      ...pairs(this.#fixedHeaders(credentials)).filter(([name]) => name !== 'user-agent'),
    ];
    for (const [i, name] of namesOf(bits)) headers.push([name, optionalMarks[i] ?? '']);
    return {
      text: canonicalRequest({
        method: 'POST',
        path: this.path.split('?', 1)[0] ?? '',
        query: qualifier === undefined ? [] : [['Qualifier', qualifier]],
        headers,
        payloadSha256: hashMark,
      }),
      signedHeaders: signedHeaders(headers),
    };
  }

  #fixedHeaders(credentials: Credentials): string[] {
    const { invocationType, logType } = this.#settings.target;
    const headers = [
      'content-type',
      'application/octet-stream',
      'user-agent',
      'reprise',
      'x-amz-invocation-type',
      invocationType,
    ];
    if (logType === 'Tail') headers.push('x-amz-log-type', 'Tail');
    if (credentials.sessionToken !== undefined) {
      headers.push('x-amz-security-token', credentials.sessionToken);
    }
    return headers;
  }
}

interface Canonical {
  text: string;
  signedHeaders: string;
}

function namesOf(bits: number): [index: number, name: string][] {
  return [...optionalHeaders.entries()].filter(([i]) => (bits & (1 << i)) !== 0);
}

/** Before these in the list of headers stand the three that every request has: names and values. */
const requiredSlots = 6;

/** The requests with the same optional headers. */
class Variant {
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

function pairs(list: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    result.push([list[index] ?? '', list[index + 1] ?? '']);
  }
  return result;
}
