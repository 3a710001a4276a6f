import { createHmac, hash } from 'node:crypto';

/**
 * AWS Signature Version 4 in the `Authorization` header, step by step as the IAM user guide
 * describes it ("Create a signed AWS API request"). Everything here is pure.
 */
export interface SignableRequest {
  method: string;
  /** As it is sent: already percent-encoded. It is encoded once more, as for all services but S3. */
  path: string;
  /** Names and values, decoded. */
  query: readonly (readonly [name: string, value: string])[];
  /** All that are to be signed, in any order and case; the same name may come again. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Lower-case hex. */
  payloadSha256: string;
}

export const algorithm = 'AWS4-HMAC-SHA256';

/** Step 1: one text for all the forms in which the request could be written. */
export function canonicalRequest(request: SignableRequest): string {
  const headers = canonicalHeaders(request.headers);
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    headers.map(([name]) => name).join(';'),
    request.payloadSha256,
  ].join('\n');
}

/** The names of the signed headers as `Authorization` lists them. */
export function signedHeaders(headers: SignableRequest['headers']): string {
  return canonicalHeaders(headers)
    .map(([name]) => name)
    .join(';');
}

/** `20150830/us-east-1/lambda/aws4_request` */
export function credentialScope(day: string, region: string, service: string): string {
  return `${day}/${region}/${service}/aws4_request`;
}

/** Step 2. `amzDate` is `20150830T123600Z`. */
export function stringToSign(amzDate: string, scope: string, canonical: string): string {
  return `${algorithm}\n${amzDate}\n${scope}\n${hash('sha256', canonical, 'hex')}`;
}

/** Step 3: good for a day, a region and a service. */
export function signingKey(
  secretAccessKey: string,
  day: string,
  region: string,
  service: string,
): SigningKey {
  const ofDay = hmac(`AWS4${secretAccessKey}`, day);
  const ofService = hmac(hmac(ofDay, region), service);
  return new SigningKey(hmac(ofService, 'aws4_request'));
}

/** SHA-256's block. */
const blockBytes = 64;

/**
 * HMAC-SHA256 with one key for many texts (RFC 2104): a hash within a hash, each over a prepared
 * buffer. Measured on Node 20: 0.8 µs, against 1.9 µs of `createHmac` with a `KeyObject`, which sets
 * up an object for each text; it is a tenth of what sending a request costs.
 */
export class SigningKey {
  readonly #innerBlock = Buffer.alloc(blockBytes, 0x36);
  readonly #outerBlock = Buffer.alloc(blockBytes, 0x5c);

  constructor(key: Uint8Array) {
    for (const [index, byte] of key.entries()) {
      this.#innerBlock[index] = byte ^ 0x36;
      this.#outerBlock[index] = byte ^ 0x5c;
    }
  }

  /** Step 4: the signature of an ASCII text, in lower-case hex. */
  sign(toSign: string): string {
    return this.signerOf(toSign).sign('');
  }

  /** Signs texts that begin all alike. */
  signerOf(start: string): TextSigner {
    return new TextSigner(this.#innerBlock, this.#outerBlock, start);
  }
}

/** Signs texts that begin alike and end with as many characters each: those of a second. */
export class TextSigner {
  readonly #startBytes: number;
  #inner: Buffer;
  readonly #outer: Buffer;

  constructor(innerBlock: Uint8Array, outerBlock: Uint8Array, start: string) {
    this.#startBytes = blockBytes + start.length;
    this.#inner = Buffer.concat([innerBlock, Buffer.from(start, 'latin1')]);
    this.#outer = Buffer.concat([outerBlock], blockBytes + 32);
  }

  /** The signature of the text that ends so, in lower-case hex; both ASCII. */
  sign(end: string): string {
    if (this.#inner.length !== this.#startBytes + end.length) this.#resize(end.length);
    this.#inner.write(end, this.#startBytes, 'latin1');
    this.#outer.write(hash('sha256', this.#inner, 'binary'), blockBytes, 'latin1');
    return hash('sha256', this.#outer, 'hex');
  }

  #resize(endBytes: number): void {
    const start = this.#inner.subarray(0, this.#startBytes);
    this.#inner = Buffer.concat([start], this.#startBytes + endBytes);
  }
}

/** `20150830T123600Z`, what `X-Amz-Date` carries; the first eight characters are the day. */
export function amzDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Percent-encodes all but letters, digits and `-._~` (RFC 3986, unreserved characters). */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(uriEncode(segment));
  }
  const trailing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${trailing}`;
}

function canonicalQuery(query: SignableRequest['query']): string {
  return query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalHeaders(headers: SignableRequest['headers']): [string, string][] {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const list = values.get(key) ?? [];
    list.push(value.trim().replace(/\s+/g, ' '));
    values.set(key, list);
  }
  return [...values]
    .map(([name, list]): [string, string] => [name, list.join(',')])
    .sort(([a], [b]) => order(a, b));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
