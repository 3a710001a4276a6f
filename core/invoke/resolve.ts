import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import { defined } from '../base/defined.js';
import { messageOf, RepriseError } from '../base/errors.js';
import type { ClientSettings, ResolvedEndpoint } from './client.js';
import { completeSettings } from './environment-credentials.js';
import { firstLine } from './first-line.js';
import { refuseUnknownProfile } from './profile.js';
import { isThisMachine } from './this-machine.js';

type Sdk = typeof import('@aws-sdk/client-lambda');

/** The SDK's credentials provider: cached, and refreshed five minutes before they expire. */
export type CredentialsProvider = LambdaClient['config']['credentials'];

/** What the SDK sends its requests through: anything with a `handle`. */
export type RequestHandler = LambdaClient['config']['requestHandler'];

/** Where a client sends, and as whom. */
export interface ClientEndpoint {
  endpoint: ResolvedEndpoint;
  credentials: CredentialsProvider;
}

/** A client's settings, resolved by the SDK's own chain. */
export interface ResolvedClient extends ClientEndpoint {
  /**
   * Makes a client that sends to `endpoint` with `credentials` through a handler; once each, unless
   * told.
   */
  createClient(
    requestHandler: NonNullable<LambdaClientConfig['requestHandler']>,
    maxAttempts?: number,
  ): LambdaClient;
  sdk: Sdk;
}

/**
 * Loads the SDK, which takes some 200 ms, only when something is to be sent. Its warning about
 * Node 20 (for versions published from January 2027) says nothing to a user of a pinned version.
 */
async function loadSdk(): Promise<Sdk> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return import('@aws-sdk/client-lambda');
}

/**
 * Resolves region, credentials and endpoint as the SDK does: from the settings, the environment
 * (`AWS_REGION`, `AWS_PROFILE`, `AWS_ENDPOINT_URL_LAMBDA`, `AWS_ENDPOINT_URL`, ...), the profile, and
 * the metadata services. A profile's own endpoint counts for `AWS_PROFILE` only, not for
 * `settings.profile`: the SDK knows no other way. Asks for credentials now, so that a run fails
 * before it starts. Throws `RepriseError` for what is missing or unusable.
 */
export async function resolveClient(settings: ClientSettings): Promise<ResolvedClient> {
  if (settings.endpointUrl !== undefined) checkEndpointUrl(settings.endpointUrl);
  if (settings.credentials === undefined) refuseUnknownProfile(settings.profile, process.env);
  const sdk = await loadSdk();
  const config = clientConfig(settings);
  const { config: resolved } = new sdk.LambdaClient(config);
  const region = await resolved.region().catch(refuseRegion);
  const credentials = resolved.credentials;
  const { accessKeyId } = await credentials().catch(refuseCredentials(settings.profile));
  const createClient: ResolvedClient['createClient'] = (requestHandler, maxAttempts = 1) =>
    new sdk.LambdaClient({ ...config, region, credentials, requestHandler, maxAttempts });
  const url = await endpointUrl(sdk, createClient).catch(refuseEndpoint);
  const isRemote = !isThisMachine(new URL(url).hostname);
  return { endpoint: { url, region, accessKeyId, isRemote }, credentials, createClient, sdk };
}

/**
 * Where a client with these settings sends and as whom. Settings that leave nothing open (the local
 * Lambda's, or credentials in the environment with a region and an endpoint) need no chain, and so no
 * SDK, which takes longer to load than all the rest of a run's start. Throws as `resolveClient`.
 */
export async function resolveClientEndpoint(settings: ClientSettings): Promise<ClientEndpoint> {
  const complete = completeSettings(settings);
  if (complete === undefined) return resolveClient(settings);
  const { region, endpointUrl, credentials } = complete;
  checkEndpointUrl(endpointUrl);
  const { hostname } = new URL(endpointUrl);
  const url = endpointUrl.replace(/\/+$/, '');
  const { accessKeyId } = credentials;
  return {
    endpoint: { url, region, accessKeyId, isRemote: !isThisMachine(hostname) },
    credentials: () => Promise.resolve(credentials),
  };
}

/** What `resolveTarget` says of the endpoint alone, for showing it. */
export async function resolveEndpoint(settings: ClientSettings): Promise<ResolvedEndpoint> {
  return (await resolveClientEndpoint(settings)).endpoint;
}

function clientConfig(settings: ClientSettings): LambdaClientConfig {
  const { region, profile, endpointUrl, credentials } = settings;
  return {
    maxAttempts: 1,
    ...defined({ region, profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl.replace(/\/+$/, '') }),
    ...defined({ credentials }),
  };
}

function checkEndpointUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return;
  throw new RepriseError(`\`${url}\` is not an endpoint's URL`, {
    hint: 'Give one such as https://lambda.eu-west-1.amazonaws.com.',
  });
}

/**
 * The SDK settles its endpoint as it builds a request and has no other way to tell: so it builds
 * one, and a handler that sends nothing looks where it would have gone.
 */
async function endpointUrl(
  sdk: Sdk,
  createClient: ResolvedClient['createClient'],
): Promise<string> {
  const path = '/2015-03-31/functions/f/invocations';
  let url = '';
  const handle: RequestHandler['handle'] = (request) => {
    const { protocol, hostname, port, path: whole } = request;
    const base = whole.slice(0, -path.length).replace(/\/+$/, '');
    url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${base}`;
    return Promise.resolve({ response: { statusCode: 204, headers: {}, body: undefined } });
  };
  const client = createClient({ handle });
  await client.send(new sdk.InvokeCommand({ FunctionName: 'f', InvocationType: 'DryRun' }));
  return url;
}

function refuseRegion(error: unknown): never {
  throw new RepriseError('no AWS region is known', {
    hint: 'Set AWS_REGION, give --region, or give --profile with a profile that has one (aws configure).',
    cause: error,
  });
}

function refuseCredentials(profile: string | undefined): (error: unknown) => never {
  const whose = profile === undefined ? '' : ` of the profile \`${profile}\``;
  return (error) => {
    throw new RepriseError(`no AWS credentials${whose}: ${firstLine(messageOf(error))}`, {
      hint: 'Run aws configure or aws sso login, give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      cause: error,
    });
  };
}

function refuseEndpoint(error: unknown): never {
  throw new RepriseError(`no usable Lambda endpoint: ${firstLine(messageOf(error))}`, {
    hint: 'Look at AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL and the region, or give --endpoint.',
    cause: error,
  });
}
