import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Credentials } from '../credentials.js';
import { type Refusal, unmodelled } from '../exceptions.js';
import { type Authorization, parseAuthorization } from './authorization.js';
import { canonicalRequest, type SignedRequest, sha256Hex } from './canonical-request.js';

/** Whose signatures are good, and for what. */
export interface SignatureScope {
  credentials: Credentials;
  region: string;
  /** `lambda` */
  service: string;
  /** Milliseconds since 1970, now. */
  epochMs: () => number;
}

/**
 * Says what is wrong with a request's signature, or undefined when nothing is. `body` is undefined
 * when it was too large to be kept: then the hash that the request claims is taken for good.
 */
export type SignatureCheck = (
  request: SignedRequest,
  body: Buffer | undefined,
) => Refusal | undefined;

/** How far a request's date may be off (AWS General Reference, "Signature Version 4": five minutes). */
const maxSkewMs = 5 * 60_000;

/** A check of Signature Version 4 in the `Authorization` header, in the service's own words. */
export function createSignatureCheck(scope: SignatureScope): SignatureCheck {
  const signingKey = createSigningKey(scope);
  return (request, body) => {
    const { headers } = request;
    const header = headers.authorization;
    if (header === undefined)
      return deny('MissingAuthenticationToken', 'Missing Authentication Token');
    const authorization = parseAuthorization(header);
    const date = headers['x-amz-date'];
    if (authorization === undefined || typeof date !== 'string') return incomplete(header, date);
    const fault =
      scopeFault(authorization, scope) ?? dateFault(authorization, date, scope.epochMs());
    if (fault !== undefined) return fault;

    const payloadHash = hashOf(body, headers['x-amz-content-sha256']);
    if (payloadHash === undefined) return mismatch();
    const { signedHeaders, signature, day } = authorization;
    const canonical = sha256Hex(canonicalRequest(request, signedHeaders, payloadHash));
    const toSign = `AWS4-HMAC-SHA256\n${date}\n${authorization.scope}\n${canonical}`;
    const expected = createHmac('sha256', signingKey(day)).update(toSign).digest('hex');
    return signature === expected ? undefined : mismatch();
  };
}

/** The key of one day, derived once (AWS General Reference, "Create a signed AWS API request", step 4). */
function createSigningKey({
  credentials,
  region,
  service,
}: SignatureScope): (day: string) => KeyObject {
  let lastDay: string | undefined;
  let key = createSecretKey(Buffer.alloc(1));
  return (day) => {
    if (day === lastDay) return key;
    let bytes = Buffer.from(`AWS4${credentials.secretAccessKey}`);
    for (const part of [day, region, service, 'aws4_request']) {
      bytes = createHmac('sha256', bytes).update(part).digest();
    }
    lastDay = day;
    key = createSecretKey(bytes);
    return key;
  };
}

/** The payload's hash; undefined when the request claims another. */
function hashOf(
  body: Buffer | undefined,
  claimed: string | string[] | undefined,
): string | undefined {
  if (body === undefined) return typeof claimed === 'string' ? claimed : undefined;
  const actual = sha256Hex(body);
  return claimed === undefined || claimed === actual ? actual : undefined;
}

function scopeFault(
  { accessKeyId, region, service, signedHeaders }: Authorization,
  scope: SignatureScope,
): Refusal | undefined {
  if (accessKeyId !== scope.credentials.accessKeyId) {
    return deny('UnrecognizedClient', 'The security token included in the request is invalid.');
  }
  if (region !== scope.region) {
    return invalid(`Credential should be scoped to a valid region, not '${region}'. `);
  }
  if (service !== scope.service) {
    return invalid(`Credential should be scoped to correct service: '${scope.service}'. `);
  }
  if (signedHeaders.split(';').includes('host')) return undefined;
  return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

function dateFault({ day }: Authorization, date: string, nowMs: number): Refusal | undefined {
  const atMs = parseDate(date);
  if (atMs === undefined) {
    return invalid(
      `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  if (!date.startsWith(day)) {
    return invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`,
    );
  }
  const now = formatDate(nowMs);
  if (atMs < nowMs - maxSkewMs) {
    const limit = formatDate(nowMs - maxSkewMs);
    return invalid(`Signature expired: ${date} is now earlier than ${limit} (${now} - 5 min.)`);
  }
  if (atMs > nowMs + maxSkewMs) {
    const limit = formatDate(nowMs + maxSkewMs);
    return invalid(
      `Signature not yet current: ${date} is still later than ${limit} (${now} + 5 min.)`,
    );
  }
  return undefined;
}

/** Milliseconds since 1970 of `20251124T230945Z`. */
function parseDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
}

function formatDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/[:-]|\.\d{3}/g, '');
}

function incomplete(header: string, date: string | string[] | undefined): Refusal {
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !header.includes(`${name}=`))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (date === undefined) {
    missing.push(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
    );
  }
  return deny('IncompleteSignature', `${missing.join('')}Authorization=${header}`);
}

function mismatch(): Refusal {
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

function invalid(message: string): Refusal {
  return deny('InvalidSignature', message);
}

/** A 403 of the service's front door: these have no Type. */
function deny(name: string, message: string): Refusal {
  return unmodelled(`${name}Exception`, 403, { message });
}
