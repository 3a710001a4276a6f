import { hash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '../base/defined.js';
import { type Answer, headersOfRecord } from './answer.js';
import type { ControlClient, ControlOperations } from './control-operations.js';
import type { CompleteSettings } from './environment-credentials.js';
import { readServiceException } from './service-exception.js';
import {
  algorithm,
  amzDate,
  canonicalRequest,
  credentialScope,
  signedHeaders,
  signingKey,
  stringToSign,
  uriEncode,
} from './sigv4.js';
import { trustOf } from './trust.js';

/** Where each is asked (AWS Lambda API reference: request syntax); all are GETs without a body. */
const paths: Readonly<Record<keyof ControlOperations, (input: Input) => string>> = {
  GetAccountSettings: () => '/2016-08-19/account-settings',
  GetAlias: ({ Name = '', ...of }) =>
    `${functionPath('2015-03-31', of)}/aliases/${uriEncode(Name)}`,
  GetFunctionConcurrency: (of) => `${functionPath('2019-09-30', of)}/concurrency`,
  GetFunctionConfiguration: (of) => `${functionPath('2015-03-31', of)}/configuration`,
  GetProvisionedConcurrencyConfig: (of) =>
    `${functionPath('2019-09-30', of)}/provisioned-concurrency`,
};

interface Input {
  FunctionName?: string | undefined;
  Qualifier?: string | undefined;
  Name?: string | undefined;
}

function functionPath(version: string, { FunctionName = '' }: Input): string {
  return `/${version}/functions/${uriEncode(FunctionName)}`;
}

/** As the SDK, which waits somewhat less at random. */
const maxAttempts = 3;
const pauseMs = 100;

/**
 * Asks a control plane whose address and credentials are known: the local Lambda's. Loading the SDK
 * for that takes longer than all the rest of a run's start. What is throttled is asked again, as often
 * as the SDK does.
 */
export function localControl(settings: CompleteSettings): ControlClient {
  return async <Name extends keyof ControlOperations>(
    name: Name,
    input: ControlOperations[Name]['input'],
    { abortSignal }: { abortSignal: AbortSignal },
  ) => {
    const path = paths[name](input);
    const { Qualifier } = input as Input;
    let answer = await get(settings, path, Qualifier, abortSignal);
    for (let again = 1; again < maxAttempts && isPassing(answer.statusCode); again += 1) {
      await sleep(pauseMs * again, undefined, { signal: abortSignal });
      answer = await get(settings, path, Qualifier, abortSignal);
    }
    const text = Buffer.from(answer.body ?? '').toString('utf8');
    if (answer.statusCode !== 200) throw exceptionOf(answer);
    return JSON.parse(text) as ControlOperations[Name]['output'];
  };
}

/** Throttled, or a failure of the service's. */
function isPassing(statusCode: number): boolean {
  return statusCode === 429 || statusCode >= 500;
}

/** As the SDK throws it: the exception's name, and the status. */
function exceptionOf(answer: Answer): Error {
  const { errorType, errorMessage } = readServiceException(answer);
  const name = errorType.startsWith('HTTP ') ? 'UnknownError' : errorType;
  const $metadata = { httpStatusCode: answer.statusCode };
  return Object.assign(new Error(errorMessage), { name, $metadata });
}

function get(
  settings: CompleteSettings,
  path: string,
  qualifier: string | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const { origin, pathname, protocol, host } = new URL(settings.endpointUrl);
  const wholePath = `${pathname.replace(/\/+$/, '')}${path}`;
  const query = qualifier === undefined ? [] : [['Qualifier', qualifier] as const];
  const search = query.map(([name, value]) => `?${name}=${uriEncode(value)}`).join('');
  const headers = signed(settings, wholePath, query, host);
  const request = protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = { headers, signal, agent: false, ...trustOf(settings, process.env) };
    const call = request(`${origin}${wholePath}${search}`, options);
    call.once('error', reject);
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        const fields = headersOfRecord(response.headers as Record<string, string>);
        const { statusCode = 0 } = response;
        resolve({ statusCode, headers: fields, body, bodyBytes: body.length });
      });
    });
    call.end();
  });
}

const emptySha256 = hash('sha256', '', 'hex');

function signed(
  { region, credentials }: CompleteSettings,
  path: string,
  query: readonly (readonly [string, string])[],
  host: string,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const date = amzDate(Date.now());
  const day = date.slice(0, 8);
  const headers = {
    ...{ host, 'x-amz-content-sha256': emptySha256, 'x-amz-date': date },
    ...defined({ 'x-amz-security-token': sessionToken }),
  };
  const list = Object.entries(headers) as [string, string][];
  const request = { method: 'GET', path, query, headers: list, payloadSha256: emptySha256 };
  const scope = credentialScope(day, region, 'lambda');
  const toSign = stringToSign(date, scope, canonicalRequest(request));
  const signature = signingKey(secretAccessKey, day, region, 'lambda').sign(toSign);
  const names = `SignedHeaders=${signedHeaders(list)}`;
  const authorization = `${algorithm} Credential=${accessKeyId}/${scope}, ${names}, Signature=${signature}`;
  return { ...headers, authorization };
}
