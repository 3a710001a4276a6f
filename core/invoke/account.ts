import { hash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { defined } from '../base/defined.js';
import type { ClientSettings } from './client.js';
import type { Credentials } from './credential-source.js';
import { resolveClientEndpoint } from './resolve.js';
import {
  algorithm,
  amzDate,
  canonicalRequest,
  credentialScope,
  signedHeaders,
  signingKey,
  stringToSign,
} from './sigv4.js';

/** GetCallerIdentity, which every caller is allowed (AWS STS API reference). */
const body = 'Action=GetCallerIdentity&Version=2011-06-15';
const withinMs = 3000;

/**
 * The account that invocations with these settings are sent from: as the credentials' source says, or STS,
 * which is asked where invocations go to AWS, or `AWS_ENDPOINT_URL_STS` is set. Undefined where neither
 * says it. Throws as `resolveClient`.
 */
export async function accountOf(
  settings: ClientSettings,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  // Of the local Lambda, and of nobody's account.
  if (settings.credentials) return undefined;
  const { endpoint, credentials } = await resolveClientEndpoint(settings);
  const found: Credentials & { accountId?: string } = await credentials();
  if (found.accountId !== undefined) return found.accountId;
  const url = stsUrl(endpoint.url, endpoint.region, env);
  return url && askSts(new URL(url), endpoint.region, found).catch(() => undefined);
}

/** Where STS of the same partition is; undefined where invocations do not go to AWS. */
function stsUrl(url: string, region: string, env: NodeJS.ProcessEnv): string | undefined {
  const given = env.AWS_ENDPOINT_URL_STS;
  if (given) return given;
  const domain = /\.(amazonaws\.com(?:\.cn)?)$/.exec(new URL(url).hostname)?.[1];
  return domain && `https://sts.${region}.${domain}`;
}

function askSts(
  url: URL,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): Promise<string | undefined> {
  const payloadSha256 = hash('sha256', body, 'hex');
  const date = amzDate(Date.now());
  const headers: Record<string, string> = {
    ...{ host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
    ...{ 'x-amz-date': date },
    ...defined({ 'x-amz-security-token': sessionToken }),
  };
  const list = Object.entries(headers);
  const request = { method: 'POST', path: '/', query: [], headers: list, payloadSha256 };
  const day = date.slice(0, 8);
  const scope = credentialScope(day, region, 'sts');
  const toSign = stringToSign(date, scope, canonicalRequest(request));
  const signature = signingKey(secretAccessKey, day, region, 'sts').sign(toSign);
  headers.authorization = `${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders(list)}, Signature=${signature}`;
  return post(url, headers);
}

/** The account in the answer, which is XML or, to some, JSON. */
function post(url: URL, headers: Record<string, string>): Promise<string | undefined> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(withinMs);
  return new Promise((resolve, reject) => {
    const call = request(new URL('/', url), { method: 'POST', headers, signal, agent: false });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk)).once('error', reject);
      response.once('end', () => resolve(/\bAccount"?[>:\s"]+(\d{12})\b/.exec(text)?.[1]));
    });
    call.end(body);
  });
}
