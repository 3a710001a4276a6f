import type { RequestSocket } from '../wire/connection.js';
import { RequestWriter } from '../wire/request-writer.js';
import type { Payload } from './client.js';
import type { CredentialSource, Credentials } from './credential-source.js';
import { gapOf } from './gapped-text.js';
import {
  allVariants,
  asSigned,
  type Header,
  optionalHeadersOf,
  places,
  RequestVariant,
  traceHeader,
} from './request-variant.js';
import {
  algorithm,
  amzDate,
  canonicalRequest,
  credentialScope,
  type SigningKey,
  signedHeaders,
  signingKey,
  type TextSigner,
  uriEncode,
} from './sigv4.js';
import { type CheckedTarget, clientContextOf } from './target.js';
import { traceHeaderOf } from './trace-id.js';

const service = 'lambda';

/** Where and as whom the requests of one target go. */
export interface TemplateSettings {
  target: CheckedTarget;
  /** The endpoint; its path stands before Lambda's own. */
  url: URL;
  region: string;
  credentials: Pick<CredentialSource, 'current'>;
  /** Of `InvokeWithResponseStream`; default: of `Invoke`. */
  isStreamed?: boolean;
}

/** AWS Lambda API reference, Invoke and InvokeWithResponseStream: request syntax. */
const operationPaths = {
  whole: ['/2015-03-31/functions/', '/invocations'],
  streamed: ['/2021-11-15/functions/', '/response-streaming-invocations'],
} as const;

/** Headers that are sent and not signed. */
const unsigned: ReadonlySet<string> = new Set(['authorization', 'user-agent', traceHeader]);

/**
 * Builds the signed requests of one target. All that they share is built once, with gaps that each
 * invocation fills: the head, and the canonical request that is signed. The signing key is made once a
 * day, or when credentials were renewed, and what is signed in front of a request's hash once a second.
 */
export class RequestTemplate {
  readonly path: string;
  readonly #settings: TemplateSettings;
  /**
   * By the bits of the optional headers that they have, and by the digits of their payload's length, so
   * that the gaps of most are of one size; made when the first of its kind is sent.
   */
  readonly #variants: (RequestVariant | undefined)[] = [];
  /** Of the invocation that is being signed; used again, so that no list is made for each. */
  readonly #values: (string | undefined)[] = [];
  #date = '';
  #second = Number.NaN;
  #day = '';
  #signedWith: Credentials | undefined;
  #key: SigningKey | undefined;
  #signer: TextSigner | undefined;
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
    const head = this.#signed(payload, epochMs).head();
    this.#writer.write(socket, head, payload.bytes);
  }

  /**
   * The headers of an invocation that is sent now, as undici takes them: name, value, name, value;
   * all but `host` and `content-length`, which undici adds.
   */
  headersFor(payload: Payload, epochMs: number): string[] {
    return this.#signed(payload, epochMs).headers();
  }

  #signed(payload: Payload, epochMs: number): RequestVariant {
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
    values[3] = payload.traceId === undefined ? undefined : traceHeaderOf(payload.traceId);
    let bits = 0;
    for (let i = 0; i < values.length; i++) if (values[i] !== undefined) bits |= 1 << i;
    const length = String(payload.bytes.length);
    const variant = this.#variant(bits, length.length);
    variant.sign(payload.sha256, length, this.#date, values, this.#signer as TextSigner);
    return variant;
  }

  #variant(bits: number, digits: number): RequestVariant {
    const at = digits * allVariants + bits;
    const known = this.#variants[at];
    if (known !== undefined) return known;
    const headers = this.#headers(bits, this.#settings.credentials.current);
    const variant = new RequestVariant(bits, {
      canonical: this.#canonical(headers),
      ...{ headers, start: this.#start },
    });
    this.#variants[at] = variant;
    return variant;
  }

  #renew(date: string): void {
    const { region, credentials } = this.#settings;
    const { current } = credentials;
    const day = date.slice(0, 8);
    if (this.#key === undefined || day !== this.#day || current !== this.#signedWith) {
      this.#key = signingKey(current.secretAccessKey, day, region, service);
      this.#day = day;
      this.#signedWith = current;
      this.#variants.length = 0;
    }
    this.#date = date;
    const scope = credentialScope(day, region, service);
    this.#signer = this.#key.signerOf(`${algorithm}\n${date}\n${scope}\n`);
  }

  /** All headers but `host`, `connection` and `content-length`, with gaps, in the order in which they are sent. */
  #headers(bits: number, credentials: Credentials): Header[] {
    const scope = credentialScope(this.#day, this.#settings.region, service);
    const rest: Header[] = [
      ['x-amz-content-sha256', gapOf(places.sha256)],
      ['x-amz-date', gapOf(places.date)],
      ...optionalHeadersOf(bits),
      ...this.#fixedHeaders(credentials),
    ];
    const names = signedHeaders(this.#signedOf(rest));
    const credential = `${algorithm} Credential=${credentials.accessKeyId}/${scope}`;
    const signature = `SignedHeaders=${names}, Signature=${gapOf(places.signature)}`;
    return [['authorization', `${credential}, ${signature}`], ...rest];
  }

  /** What the SDK signs of these, without the SDK's bookkeeping. */
  #signedOf(headers: readonly Header[]): Header[] {
    return [
      ['host', this.#settings.url.host],
      ['content-length', gapOf(places.length)],
      ...headers.filter(([name]) => !unsigned.has(name)),
    ];
  }

  #canonical(headers: readonly Header[]): string {
    const { qualifier } = this.#settings.target.function;
    return canonicalRequest({
      method: 'POST',
      path: this.path.split('?', 1)[0] ?? '',
      query: qualifier === undefined ? [] : [['Qualifier', qualifier]],
      headers: this.#signedOf(headers).map(asSigned),
      payloadSha256: gapOf(places.sha256),
    });
  }

  #fixedHeaders(credentials: Credentials): Header[] {
    const { invocationType, logType } = this.#settings.target;
    const headers: Header[] = [
      ['content-type', 'application/octet-stream'],
      ['user-agent', 'reprise'],
      ['x-amz-invocation-type', invocationType],
    ];
    if (logType === 'Tail') headers.push(['x-amz-log-type', 'Tail']);
    if (credentials.sessionToken !== undefined) {
      headers.push(['x-amz-security-token', credentials.sessionToken]);
    }
    return headers;
  }
}
