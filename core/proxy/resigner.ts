import { hash } from 'node:crypto';
import type { CredentialSource, Credentials } from '../invoke/credential-source.js';
import {
  algorithm,
  amzDate,
  canonicalRequest,
  credentialScope,
  type SigningKey,
  signedHeaders,
  signingKey,
  stringToSign,
} from '../invoke/sigv4.js';
import { type Header, requestHeaders } from './headers.js';
import { queryPairs } from './route.js';

const service = 'lambda';

/** A presigned request carries its signature in the query (IAM user guide, query parameters). */
const presigned =
  /^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)$/i;

/** A caller's request, its body whole. */
export interface IncomingCall {
  method: string;
  /** Path and query, as they came. */
  url: string;
  rawHeaders: readonly string[];
  body: Uint8Array;
}

/** What is sent in its place. */
export interface SignedCall {
  path: string;
  /** Name, value, name, value; without `host` and `content-length`, which the client adds. */
  headers: string[];
}

/** Where to and as whom. */
export interface ResignerSettings {
  /** The real endpoint; its path stands before Lambda's own. */
  url: URL;
  region: string;
  credentials: CredentialSource;
  /** What the `Via` header says of this proxy (RFC 9110, section 7.6.3). */
  via: string;
}

/**
 * Puts this proxy's signature in the place of the caller's. Signed are the host, the content type and
 * all `x-amz-*` headers, which is what the service asks for (IAM user guide, "Create a signed AWS API
 * request"); the rest goes along as it came.
 */
export class Resigner {
  readonly #settings: ResignerSettings;
  readonly #basePath: string;
  #second = Number.NaN;
  #date = '';
  #day = '';
  #signedWith: Credentials | undefined;
  #key: SigningKey | undefined;

  constructor(settings: ResignerSettings) {
    this.#settings = settings;
    this.#basePath = settings.url.pathname.replace(/\/+$/, '');
  }

  /** Signs a call that is sent now. */
  sign(call: IncomingCall, epochMs: number): SignedCall {
    const [path = '', ...rest] = call.url.split('?');
    const query = withoutSignature(rest.join('?'));
    const target = this.#basePath + path;
    const date = this.#dateOf(Math.floor(epochMs / 1000));
    const payloadSha256 = hash('sha256', call.body, 'hex');
    const headers = this.#headers(call, date, payloadSha256);
    const signed = headers.filter(([name]) => isSigned(name));
    signed.push(['host', this.#settings.url.host]);
    const canonical = canonicalRequest({
      method: call.method,
      path: target,
      query: queryPairs(query),
      headers: signed,
      payloadSha256,
    });
    headers.push(['authorization', this.#authorization(date, canonical, signedHeaders(signed))]);
    return { path: query === '' ? target : `${target}?${query}`, headers: headers.flat() };
  }

  #dateOf(second: number): string {
    if (second !== this.#second) this.#date = amzDate(second * 1000);
    this.#second = second;
    return this.#date;
  }

  #headers({ rawHeaders }: IncomingCall, date: string, payloadSha256: string): Header[] {
    const { sessionToken } = this.#settings.credentials.current;
    const headers = requestHeaders(rawHeaders);
    headers.push(['x-amz-date', date], ['x-amz-content-sha256', payloadSha256]);
    if (sessionToken !== undefined) headers.push(['x-amz-security-token', sessionToken]);
    headers.push(['via', this.#settings.via]);
    return headers;
  }

  #authorization(date: string, canonical: string, names: string): string {
    const { credentials, region } = this.#settings;
    const { current } = credentials;
    const day = date.slice(0, 8);
    if (this.#key === undefined || day !== this.#day || current !== this.#signedWith) {
      this.#key = signingKey(current.secretAccessKey, day, region, service);
      this.#day = day;
      this.#signedWith = current;
    }
    const scope = credentialScope(day, region, service);
    const signature = this.#key.sign(stringToSign(date, scope, canonical));
    return `${algorithm} Credential=${current.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  }
}

function isSigned(name: string): boolean {
  const key = name.toLowerCase();
  return key.startsWith('x-amz-') || key === 'content-type';
}

function withoutSignature(query: string): string {
  if (!/X-Amz-/i.test(query)) return query;
  const pairs = query.split('&').filter((pair) => !presigned.test(pair.split('=', 1)[0] ?? ''));
  return pairs.join('&');
}
