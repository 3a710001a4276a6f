import { defined } from '../base/defined.js';
import type { ClientSettings } from './client.js';

/**
 * The credentials that the SDK's chain would give without a look at anything but the environment: its
 * first source, which a profile passes over. Undefined where there are none, or they expire and so are
 * asked for again.
 */
function environmentCredentials(
  profile: string | undefined,
  env: NodeJS.ProcessEnv,
): ClientSettings['credentials'] {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (profile !== undefined || env.AWS_PROFILE || env.AWS_CREDENTIAL_EXPIRATION) return undefined;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...defined({
      sessionToken: env.AWS_SESSION_TOKEN || undefined,
      accountId: env.AWS_ACCOUNT_ID || undefined,
    }),
  };
}

/**
 * Settings that leave open neither where to send nor as whom; undefined where the SDK's chain is to be asked.
 * `AWS_REGION` is the first thing that the chain looks at for a region.
 */
export function completeSettings(settings: ClientSettings): CompleteSettings | undefined {
  const { profile, endpointUrl, region = process.env.AWS_REGION || undefined } = settings;
  if (region === undefined || endpointUrl === undefined) return undefined;
  const credentials = settings.credentials ?? environmentCredentials(profile, process.env);
  return credentials && { ...settings, region, endpointUrl, credentials };
}

/** Settings that leave nothing for the SDK to find out. */
export type CompleteSettings = ClientSettings &
  Required<Pick<ClientSettings, 'region' | 'endpointUrl' | 'credentials'>>;
