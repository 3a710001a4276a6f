import { defined } from '../../core/base/defined.js';
import type { TrustSettings } from '../../core/invoke/trust.js';
import { lastGiven, listOption } from './options.js';

/** Whose certificates are accepted, named as the aws command line names it. */
export const trustOptions = {
  'ca-bundle': listOption(
    "Trust the certificates of this file (PEM) alone; also AWS_CA_BUNDLE, the profile's ca_bundle",
  ),
  'verify-ssl': {
    type: 'boolean',
    describe: 'Verify certificates; --no-verify-ssl accepts any',
  },
} as const;

export interface TrustArgs {
  'ca-bundle': string | undefined;
  'verify-ssl': boolean | undefined;
}

/** The options that were given. */
export function trustSettings(args: TrustArgs): TrustSettings {
  const { 'ca-bundle': caBundle, 'verify-ssl': verifySsl } = args;
  return defined({ caBundle: caBundle && lastGiven(caBundle), verifySsl });
}

/** Said once for each command that was given `--no-verify-ssl`. */
export const unverifiedWarning =
  'warning: certificates are not verified (--no-verify-ssl): whoever answers in the place of AWS is sent the payloads.\n';
