import type { RequestSocket } from '../wire/connection.js';
import { RequestWriter } from '../wire/request-writer.js';
import type { Payload } from './client.js';
import type { CredentialSource, Credentials } from './credential-source.js';
import {
  allVariants,
  type Canonical,
  dateMark,
  hashMark,
  lengthMark,
  namesOf,
  optionalMarks,
  pairs,
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
  credentials: CredentialSource;
  /** Of `InvokeWithResponseStream`; default: of `Invoke`. */
  isStreamed?: boolean;
}

/** AWS Lambda API reference, Invoke and InvokeWithResponseStream: request syntax. */
const operationPaths = {
  whole: ['/2015-03-31/functions/', '/invocations'],
  streamed: ['/2021-11-15/functions/', '/response-streaming-invocations'],
} as const;

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
  readonly #variants: (RequestVariant | undefined)[] = new Array(allVariants);
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

  #filled(payload: Payload, epochMs: number): RequestVariant {
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
    const variant = this.#variant(bits);
    variant.fill(payload, values);
    return variant;
  }

  #variant(bits: number): RequestVariant {
    const known = this.#variants[bits];
    if (known !== undefined) return known;
    const variant = new RequestVariant(bits);
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

  #setTime(variant: RequestVariant): void {
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
    for (const [i, name] of namesOf(bits)) {
      if (name !== traceHeader) headers.push([name, optionalMarks[i] ?? '']);
    }
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
