import { defined } from '../../base/defined.js';
import { messageOf, RepriseError } from '../../base/errors.js';
import { loadPackage } from '../../base/optional-package.js';
import { profileWithMfa } from '../../invoke/mfa.js';
import { refuseUnknownProfile } from '../../invoke/profile.js';
import { type CredentialsProvider, resolveClient } from '../../invoke/resolve.js';
import { type TrustSettings, trustingHandler, trustOf } from '../../invoke/trust.js';

/** Where a service is and as whom it is asked; what is left out, the SDK's own chain finds. */
export interface ServiceOptions extends TrustSettings {
  region?: string;
  profile?: string;
  /** Overrides `AWS_ENDPOINT_URL_…` and the rest of the chain. */
  endpointUrl?: string;
  /** Instead of those that the chain finds: a local Lambda's. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The same in the SDK's words. */
export interface ServiceClientConfig {
  maxAttempts: number;
  region?: string;
  profile?: string;
  endpoint?: string;
  credentials?: NonNullable<ServiceOptions['credentials']> | CredentialsProvider;
  requestHandler?: object;
}

/**
 * A throttle is waited out by the SDK: its standard mode doubles a random delay up to 20 s (AWS SDKs
 * and Tools Reference Guide, Retry behavior), so that eight attempts last a minute or more.
 */
const maxAttempts = 8;

/** What the clients of CloudWatch Logs and SQS are made with. Throws `RepriseError` for an unknown profile. */
export function clientConfig(options: ServiceOptions): ServiceClientConfig {
  const { region, profile, endpointUrl, credentials } = options;
  refuseUnknownProfile(profile, process.env);
  return {
    maxAttempts,
    ...trustingHandler(trustOf(options, process.env)),
    ...defined({ region, profile, endpoint: endpointUrl }),
    ...defined({ credentials: credentials ?? sessionOf(options) }),
  };
}

/** Of a profile that asks for an MFA code: one session for all clients. */
function sessionOf(options: ServiceOptions): CredentialsProvider | undefined {
  if (profileWithMfa(options.profile, process.env) === undefined) return undefined;
  const { endpointUrl: _, ...where } = options;
  return async () => (await resolveClient(where)).credentials();
}

/** Loads one of the SDK's clients. Throws as `loadPackage`. */
export function loadClient<T>(packageName: string, load: () => Promise<T>): Promise<T> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return loadPackage(packageName, load);
}

/** What a service or the SDK threw, as an error for the person at the terminal. */
export function explainServiceError(error: unknown, doing: string): unknown {
  if (error instanceof RepriseError) return error;
  const name = error instanceof Error ? error.name : 'Error';
  return new RepriseError(`${doing} failed: ${name}: ${messageOf(error)}`, {
    hint: hintOf(name, messageOf(error)),
    cause: error,
  });
}

function hintOf(name: string, message: string): string {
  if (/Region is missing/.test(message)) return 'Say where: --region eu-west-1, or AWS_REGION.';
  if (/Credentials|ExpiredToken|UnrecognizedClient|AccessDenied|InvalidSignature/.test(name))
    return 'Look at the credentials and their permissions: AWS_PROFILE, or --profile.';
  if (/NotFound|NonExistent/.test(name)) return 'Look at the name, the region and the account.';
  return 'Look at the name, the region, and the network.';
}
