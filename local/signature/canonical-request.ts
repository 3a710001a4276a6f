import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What of a request goes into its signature. */
export interface SignedRequest {
  method: string;
  /** Path and query as they are on the request line. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Name, value, name, value, as they came: only here are two headers of one name apart. */
  rawHeaders: readonly string[];
}

/**
 * The canonical request of Signature Version 4 (AWS General Reference, "Create a signed AWS API
 * request", step 1), as all services but S3 build it: the path is normalised and encoded once more.
 * `signedNames` is the list that the signer gave, `payloadHash` hexadecimal SHA-256.
 */
export function receivedCanonicalRequest(
  request: SignedRequest,
  signedNames: readonly string[],
  payloadHash: string,
): string {
  let text = `${request.method}\n${canonicalTarget(request.url)}\n`;
  for (const name of signedNames) {
    text += `${name}:${canonicalValue(request, name)}\n`;
  }
  return `${text}\n${signedNames.join(';')}\n${payloadHash}`;
}

/** Hexadecimal SHA-256. */
export function sha256Hex(data: string | Buffer): string {
  return hash('sha256', data, 'hex');
}

const maxCachedTargets = 1000;
const cachedTargets = new Map<string, string>();

/** Path and query, each canonical, with the line end between them; a load asks for few, many times. */
function canonicalTarget(url: string): string {
  let target = cachedTargets.get(url);
  if (target === undefined) {
    const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(utf8(url)) ?? [];
    target = `${canonicalPath(path)}\n${canonicalQuery(query)}`;
    if (cachedTargets.size >= maxCachedTargets) cachedTargets.clear();
    cachedTargets.set(url, target);
  }
  return target;
}

/** Node reads a request line as latin1, whatever bytes it has. */
function utf8(url: string): string {
  return Buffer.from(url, 'latin1').toString();
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    return [encode(decode(name)), equals === -1 ? '' : encode(decode(pair.slice(equals + 1)))];
  });
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function canonicalValue({ headers, rawHeaders }: SignedRequest, name: string): string {
  const value = headers[name];
  if (typeof value !== 'string') return value === undefined ? '' : value.map(trim).join(',');
  // Node has joined repeated headers with a comma and a space; the signer did with a comma alone.
  return value.includes(', ') ? rawValues(rawHeaders, name).map(trim).join(',') : trim(value);
}

function rawValues(rawHeaders: readonly string[], name: string): string[] {
  const isValueOfName = (_: string, i: number): boolean =>
    i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name;
  return rawHeaders.filter(isValueOfName);
}

/**
 * "Remove excess white space before and after values, and convert sequential spaces to a single space"
 * (AWS General Reference, "Create a signed AWS API request", step 1). The SDKs for JavaScript, Python
 * and Java take tabs for spaces, a single one too; so does this.
 */
function trim(value: string): string {
  return /[ \t]{2}|\t/.test(value) ? value.replace(/[ \t]+/g, ' ').trim() : value.trim();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
function encode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
