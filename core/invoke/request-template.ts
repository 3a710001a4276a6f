import { hash } from 'node:crypto';
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
const contextMark = '\uE001';
const hashMark = '\uE002';
const dateMark = '\uE003';
const marks = /[\uE000-\uE002]/;

/**
 * Builds the signed requests of one target. All that they share is built once: the path, the
 * headers' list, and the canonical request with gaps, which each invocation fills. What
 * depends on the time is built once a second, and the signing key once a day or when credentials
 * were renewed.
 */
export class RequestTemplate {
  readonly path: string;
  readonly #settings: TemplateSettings;
  readonly #plain: Variant;
  readonly #withContext: Variant;
  #second = Number.NaN;
  #day = '';
  #signedWith: Credentials | undefined;
  #key: SigningKey | undefined;

  constructor(settings: TemplateSettings) {
    const { target, url, isStreamed = false } = settings;
    const [before, after] = operationPaths[isStreamed ? 'streamed' : 'whole'];
    const base = url.pathname.replace(/\/+$/, '');
    const { functionName, qualifier } = target.function;
    const query = qualifier === undefined ? '' : `?Qualifier=${uriEncode(qualifier)}`;
    this.#settings = settings;
    this.path = `${base}${before}${uriEncode(functionName)}${after}${query}`;
    this.#plain = new Variant(false);
    this.#withContext = new Variant(true);
  }

  /**
   * The headers of an invocation that is sent now, as undici takes them: name, value, name, value;
   * all but `host` and `content-length`, which undici adds. The list is used again by the next call.
   */
  headersFor(payload: Payload, epochMs: number): string[] {
    const second = Math.floor(epochMs / 1000);
    if (second !== this.#second || this.#settings.credentials.current !== this.#signedWith) {
      this.#second = second;
      this.#renew(amzDate(second * 1000));
    }
    const context = clientContextOf(this.#settings.target, payload);
    const variant = context === undefined ? this.#plain : this.#withContext;
    return variant.fill(payload, context);
  }

  #renew(date: string): void {
    const { current } = this.#settings.credentials;
    const { region } = this.#settings;
    const day = date.slice(0, 8);
    if (this.#key === undefined || day !== this.#day || current !== this.#signedWith) {
      this.#key = signingKey(current.secretAccessKey, day, region, service);
      this.#day = day;
      this.#signedWith = current;
      this.#plain.compile(this.#canonical(false, current), this.#fixedHeaders(current));
      this.#withContext.compile(this.#canonical(true, current), this.#fixedHeaders(current));
    }
    const scope = credentialScope(day, region, service);
    const credential = `${algorithm} Credential=${current.accessKeyId}/${scope}`;
    for (const variant of [this.#plain, this.#withContext]) {
      variant.setTime(date, `${algorithm}\n${date}\n${scope}\n`, credential, this.#key);
    }
  }

  /** All headers that are signed: what the SDK signs, without the SDK's bookkeeping. */
  #canonical(hasContext: boolean, credentials: Credentials): Canonical {
    const { target, url } = this.#settings;
    const { qualifier } = target.function;
    const headers: [string, string][] = [
      ['host', url.host],
      ['content-length', lengthMark],
      ['x-amz-content-sha256', hashMark],
      ['x-amz-date', dateMark],
      ...pairs(this.#fixedHeaders(credentials)).filter(([name]) => name !== 'user-agent'),
    ];
    if (hasContext) headers.push(['x-amz-client-context', contextMark]);
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

/** The requests with a client context, or those without. */
class Variant {
  readonly #hasContext: boolean;
  #canonical: Canonical = { text: '', signedHeaders: '' };
  #headers: string[] = [];
  /** The canonical request between the gaps: length, context if any, hash, and the hash again. */
  #parts: readonly string[] = [];
  #toSign = '';
  #authorization = '';
  #key: SigningKey | undefined;
  #filledHash = '';
  #filledContext: string | undefined;

  constructor(hasContext: boolean) {
    this.#hasContext = hasContext;
  }

  compile(canonical: Canonical, fixedHeaders: readonly string[]): void {
    this.#canonical = canonical;
    this.#headers = [
      'authorization',
      '',
      'x-amz-content-sha256',
      '',
      'x-amz-date',
      '',
      ...(this.#hasContext ? ['x-amz-client-context', ''] : []),
      ...fixedHeaders,
    ];
  }

  setTime(date: string, toSign: string, credential: string, key: SigningKey): void {
    this.#parts = this.#canonical.text.replace(dateMark, date).split(marks);
    this.#toSign = toSign;
    this.#authorization = `${credential}, SignedHeaders=${this.#canonical.signedHeaders}, Signature=`;
    this.#key = key;
    this.#headers[5] = date;
    this.#filledHash = '';
  }

  fill(payload: Payload, context: string | undefined): string[] {
    const { bytes, sha256 } = payload;
    // Nothing else goes into the signature within a second: the same again is the same request.
    const isFilled = sha256 === this.#filledHash && context === this.#filledContext;
    if (isFilled || this.#key === undefined) return this.#headers;
    this.#filledHash = sha256;
    this.#filledContext = context;
    const [start, afterLength = '', third = '', fourth = ''] = this.#parts;
    const canonical =
      context === undefined
        ? `${start}${bytes.length}${afterLength}${sha256}${third}${sha256}`
        : `${start}${bytes.length}${afterLength}${context}${third}${sha256}${fourth}${sha256}`;
    const toSign = this.#toSign + hash('sha256', canonical, 'hex');
    this.#headers[1] = this.#authorization + this.#key.sign(toSign);
    this.#headers[3] = sha256;
    if (context !== undefined) this.#headers[7] = context;
    return this.#headers;
  }
}

function pairs(list: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    result.push([list[index] ?? '', list[index + 1] ?? '']);
  }
  return result;
}
