import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import { defined } from '../base/defined.js';
import { messageOf, RepriseError } from '../base/errors.js';
import type { ClientSettings, ResolvedEndpoint } from './client.js';
import { completeSettings } from './environment-credentials.js';
import { firstLine } from './first-line.js';
import { mfaCodeProvider, profileWithMfa, sharedSession } from './mfa.js';
import { refuseUnknownProfile } from './profile.js';
import { isThisMachine } from './this-machine.js';
import { type Trust, type TrustSettings, trustingHandler, trustOf } from './trust.js';

type Sdk = typeof import('@aws-sdk/client-lambda');

/** The SDK's credentials provider: cached, and refreshed five minutes before they expire. */
export type CredentialsProvider = () => ReturnType<LambdaClient['config']['credentials']>;

/** What the SDK sends its requests through: anything with a `handle`. */
export type RequestHandler = LambdaClient['config']['requestHandler'];

/** What says where a client sends, and as whom. */
export type WhereAndWho = Pick<
  ClientSettings,
  'region' | 'profile' | 'endpointUrl' | 'credentials'
> &
  TrustSettings;

/** Where a client sends, and as whom. */
export interface ClientEndpoint {
  endpoint: ResolvedEndpoint;
  credentials: CredentialsProvider;
  /** Whose certificates are accepted there. */
  trust: Trust;
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
export async function resolveClient(settings: WhereAndWho): Promise<ResolvedClient> {
  if (settings.endpointUrl !== undefined) checkEndpointUrl(settings.endpointUrl);
  if (settings.credentials === undefined) refuseUnknownProfile(settings.profile, process.env);
  const sdk = await loadSdk();
  const trust = trustOf(settings, process.env);
  const config = clientConfig(settings, trust);
  const asking = askingProfile(settings);
  const { config: resolved } = new sdk.LambdaClient({
    ...config,
    // Handed on to the chain of credentials as all of the config is.
    ...(asking !== undefined && { mfaCodeProvider: mfaCodeProvider(asking) }),
  });
  const region = await resolved.region().catch(refuseRegion);
  const credentials =
    asking === undefined ? resolved.credentials : sharedSession(asking, resolved.credentials);
  const { accessKeyId } = await credentials().catch(refuseCredentials(settings.profile, asking));
  const createClient: ResolvedClient['createClient'] = (requestHandler, maxAttempts = 1) =>
    new sdk.LambdaClient({ ...config, region, credentials, requestHandler, maxAttempts });
  const url = await endpointUrl(sdk, createClient).catch(refuseEndpoint);
  const isRemote = !isThisMachine(new URL(url).hostname);
  const endpoint = { url, region, accessKeyId, isRemote };
  return { endpoint, credentials, trust, createClient, sdk };
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
    trust: trustOf(settings, process.env),
  };
}

/** The profile that asks for an MFA code, where the chain comes to it. */
function askingProfile({ profile, credentials }: WhereAndWho): string | undefined {
  return credentials === undefined ? profileWithMfa(profile, process.env) : undefined;
}

/**
 * The same settings with the credentials of the session that an MFA code began: who is posted them, a
 * thread say, asks nobody again. Others are as they were. Throws as `resolveClient`.
 */
export async function withSession(settings: ClientSettings): Promise<ClientSettings> {
  if (askingProfile(settings) === undefined) return settings;
  const { accessKeyId, secretAccessKey, sessionToken } = await (
    await resolveClient(settings)
  ).credentials();
  const credentials = { accessKeyId, secretAccessKey, ...defined({ sessionToken }) };
  return { ...settings, credentials };
}

/** What `resolveTarget` says of the endpoint alone, for showing it. */
export async function resolveEndpoint(settings: ClientSettings): Promise<ResolvedEndpoint> {
  return (await resolveClientEndpoint(settings)).endpoint;
}

function clientConfig(settings: WhereAndWho, trust: Trust): LambdaClientConfig {
  const { region, profile, endpointUrl, credentials } = settings;
  return {
    maxAttempts: 1,
    // Those who vend credentials (STS, IAM Identity Center) are asked through it too.
    ...trustingHandler(trust),
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

function refuseCredentials(
  profile: string | undefined,
  asking: string | undefined,
): (error: unknown) => never {
  const whose = profile === undefined ? '' : ` of the profile \`${profile}\``;
  return (error) => {
    if (error instanceof RepriseError) throw error;
    throw new RepriseError(`no AWS credentials${whose}: ${firstLine(messageOf(error))}`, {
      hint:
        asking !== undefined
          ? 'Look at the code: each is accepted once, and for half a minute.'
          : 'Run aws configure or aws sso login, give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
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
