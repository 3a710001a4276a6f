import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { messageOf, RepriseError } from '../base/errors.js';
import { profileSetting } from './profile.js';

/** Whose certificates are accepted; plain data, so that it can be posted to a thread. */
export interface TrustSettings {
  /** A file with the certificates of the authorities, in PEM: they alone are trusted then. */
  caBundle?: string;
  /** False: any certificate is accepted. */
  verifySsl?: boolean;
}

/** The same, as everything in Node that speaks TLS takes it. */
export interface Trust {
  secureContext?: SecureContext;
  rejectUnauthorized?: false;
}

/** Who is asked, and as whom. */
interface Asked {
  profile?: string;
  endpointUrl?: string;
  credentials?: object;
}

/**
 * Neither the service nor anybody who vends credentials is asked over TLS: the local Lambda's case, in
 * which a bundle that is missing harms nobody.
 */
function speaksNoTls({ endpointUrl, credentials }: Asked): boolean {
  return credentials !== undefined && endpointUrl?.startsWith('http:') === true;
}

/**
 * Whose certificates are accepted, in the order of the aws CLI: `--no-verify-ssl`, `--ca-bundle`,
 * `AWS_CA_BUNDLE`, the profile's `ca_bundle`; else as Node does (NODE_EXTRA_CA_CERTS). The file is read
 * once, not by each connection. Throws `RepriseError` for a file that cannot be used.
 */
export function trustOf(
  { caBundle, verifySsl, profile, ...asked }: TrustSettings & Asked,
  env: NodeJS.ProcessEnv,
): Trust {
  if (speaksNoTls(asked)) return {};
  if (verifySsl === false) return { rejectUnauthorized: false };
  if (caBundle !== undefined) return trusting(caBundle, '');
  if (env.AWS_CA_BUNDLE) return trusting(env.AWS_CA_BUNDLE, ' (AWS_CA_BUNDLE)');
  const ofProfile = profileSetting(profile, 'ca_bundle', env);
  return ofProfile === undefined ? {} : trusting(ofProfile, " (the profile's ca_bundle)");
}

/** Of the SDK's config: what sends through TLS with this trust. Nothing where it is Node's own. */
export function trustingHandler(trust: Trust): { requestHandler?: { httpsAgent: Trust } } {
  return Object.keys(trust).length === 0 ? {} : { requestHandler: { httpsAgent: trust } };
}

function trusting(file: string, from: string): Trust {
  try {
    const ca = readFileSync(file, 'utf8');
    if (!/^-----BEGIN (?:TRUSTED )?CERTIFICATE-----/m.test(ca))
      throw new Error('no certificate in it');
    return { secureContext: createSecureContext({ ca }) };
  } catch (error) {
    throw new RepriseError(`cannot use the CA bundle ${file}${from}: ${messageOf(error)}`, {
      hint: 'Give a file of certificates in PEM, such as ca-bundle.pem.',
      cause: error,
    });
  }
}
