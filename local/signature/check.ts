import { createHmac } from 'node:crypto';
import { type Refusal, unmodelled } from '../http/exceptions.js';
import { AuthorizationParser, type Grant } from './authorization.js';
import { receivedCanonicalRequest, type SignedRequest, sha256Hex } from './canonical-request.js';
import type { AccessKey } from './credentials.js';
import { HmacSha256 } from './hmac.js';
import { formatSigningDate, parseSigningDate } from './signing-date.js';

/** Whose signatures are good, and for what. */
export interface SignatureScope {
  credentials: AccessKey;
  region: string;
  /** `lambda` */
  service: string;
  /** Milliseconds since 1970, now. */
  epochMs: () => number;
}

/**
 * Says what is wrong with a request's signature, or undefined when nothing is. Of a body that was too
 * large to be kept it takes the hexadecimal SHA-256 instead.
 */
export type SignatureCheck = (request: SignedRequest, body: Buffer | string) => Refusal | undefined;

/** How far a request's date may be off (AWS General Reference, "Signature Version 4": five minutes). */
const maxSkewMs = 5 * 60_000;

/** A check of Signature Version 4 in the `Authorization` header, in the service's own words. */
export function createSignatureCheck(scope: SignatureScope): SignatureCheck {
  const authorizations = new AuthorizationParser();
  const dateFault = createDateCheck();
  const isGood = createVerifier(scope);
  return (request, body) => {
    const { authorization: header, 'x-amz-date': date } = request.headers;
    if (header === undefined) {
      return deny('MissingAuthenticationToken', 'Missing Authentication Token');
    }
    const authorization = authorizations.parse(header);
    if (authorization === undefined || typeof date !== 'string') return incomplete(header, date);
    const { grant, signature } = authorization;
    const fault = grantFault(grant, scope) ?? dateFault(grant, date, scope.epochMs());
    if (fault !== undefined) return fault;

    const payloadHash = hashOf(body, request.headers['x-amz-content-sha256']);
    if (payloadHash === undefined) return mismatch();
    const canonical = receivedCanonicalRequest(request, grant.signedNames, payloadHash);
    return isGood({ date, grant, canonical }, signature) ? undefined : mismatch();
  };
}

/** All that a signature is of. */
interface Signed {
  date: string;
  grant: Grant;
  canonical: string;
}

const maxRemembered = 1000;

/**
 * Dates count seconds, so a load generator that sends a payload again within one of them sends the
 * same signature again: what was found good once is compared, not computed anew.
 */
function createVerifier(scope: SignatureScope): (signed: Signed, signature: string) => boolean {
  const signingKey = createSigningKey(scope);
  const good = new Map<string, string>();
  return ({ date, grant, canonical }, signature) => {
    const text = `${date}\n${grant.scope}\n${canonical}`;
    if (good.get(signature) === text) return true;
    const toSign = `AWS4-HMAC-SHA256\n${date}\n${grant.scope}\n${sha256Hex(canonical)}`;
    if (signingKey(grant.day).hex(toSign) !== signature) return false;
    if (good.size >= maxRemembered) good.clear();
    good.set(signature, text);
    return true;
  };
}

/** The key of one day, derived once (AWS General Reference, "Create a signed AWS API request", step 4). */
function createSigningKey({
  credentials,
  region,
  service,
}: SignatureScope): (day: string) => HmacSha256 {
  let lastDay: string | undefined;
  let key = new HmacSha256(Buffer.alloc(0));
  return (day) => {
    if (day === lastDay) return key;
    let bytes = Buffer.from(`AWS4${credentials.secretAccessKey}`);
    for (const part of [day, region, service, 'aws4_request']) {
      bytes = createHmac('sha256', bytes).update(part).digest();
    }
    lastDay = day;
    key = new HmacSha256(bytes);
    return key;
  };
}

/** The payload's hash; undefined when the request claims another. */
function hashOf(body: Buffer | string, claimed: string | string[] | undefined): string | undefined {
  const actual = typeof body === 'string' ? body : sha256Hex(body);
  return claimed === undefined || claimed === actual ? actual : undefined;
}

function grantFault(
  { accessKeyId, region, service, signedNames }: Grant,
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
  if (signedNames.includes('host')) return undefined;
  return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

type DateCheck = (grant: Grant, date: string, nowMs: number) => Refusal | undefined;

/** Dates count seconds, so that many requests in a row have the same. */
function createDateCheck(): DateCheck {
  let lastDate = '';
  let atMs: number | undefined;
  return ({ day }, date, nowMs) => {
    if (date !== lastDate) {
      lastDate = date;
      atMs = parseSigningDate(date);
    }
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
    return Math.abs(nowMs - atMs) <= maxSkewMs ? undefined : refuseSkew(date, atMs, nowMs);
  };
}

function refuseSkew(date: string, atMs: number, nowMs: number): Refusal {
  const now = formatSigningDate(nowMs);
  if (atMs < nowMs) {
    const limit = formatSigningDate(nowMs - maxSkewMs);
    return invalid(`Signature expired: ${date} is now earlier than ${limit} (${now} - 5 min.)`);
  }
  const limit = formatSigningDate(nowMs + maxSkewMs);
  return invalid(
    `Signature not yet current: ${date} is still later than ${limit} (${now} + 5 min.)`,
  );
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
