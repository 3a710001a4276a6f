import { RepriseError } from '../base/errors.js';
import type { Credentials } from './credential-source.js';
import { profileSetting } from './profile.js';

/** Asks a person for the code that the device shows now; undefined where there is no terminal. */
export type AskMfaCode = (mfaSerial: string) => Promise<string | undefined>;

let askPerson: AskMfaCode | undefined;

/** Who is asked in this process. Nobody at first: then a profile that wants a code is refused. */
export function onMfaCode(ask: AskMfaCode | undefined): void {
  askPerson = ask;
}

/**
 * The profile whose credentials a code is asked for, as the SDK will find it out: one with a role and
 * `mfa_serial`, or whose source is such a one. Undefined where none is asked for.
 */
export function profileWithMfa(
  profile: string | undefined,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const named = profile ?? (env.AWS_PROFILE || undefined);
  // Without a profile's name, keys of the environment go before the default profile.
  if (named === undefined && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return undefined;
  const seen = new Set<string>();
  let next: string | undefined = named ?? 'default';
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    const role = profileSetting(next, 'role_arn', env);
    if (role !== undefined && profileSetting(next, 'mfa_serial', env) !== undefined)
      return named ?? 'default';
    next = role === undefined ? undefined : profileSetting(next, 'source_profile', env);
  }
  return undefined;
}

/** What the SDK calls when it needs a code for a profile. Rejects where nobody can be asked. */
export function mfaCodeProvider(profile: string): (mfaSerial: string) => Promise<string> {
  return async (mfaSerial) => {
    const code = await askPerson?.(mfaSerial);
    if (code !== undefined) return code;
    throw nobodyToAsk(profile, mfaSerial);
  };
}

/** What is said where there is no terminal, so that a pipeline ends instead of waiting. */
function nobodyToAsk(profile: string, mfaSerial: string): RepriseError {
  return new RepriseError(
    `the AWS profile \`${profile}\` asks for an MFA code (${mfaSerial}), and there is no terminal to ask on`,
    {
      hint: `Begin a session at a terminal, and leave --profile and AWS_PROFILE out: eval "$(aws configure export-credentials --profile ${profile} --format env)".`,
    },
  );
}

/** As long before their end as the SDK renews credentials. */
const renewBeforeMs = 5 * 60_000;

/** By profile. A code is accepted once, so that all of the process shares what it was given for. */
const sessions = new Map<string, Promise<Credentials>>();

/** The credentials of a profile with MFA: those that were asked for already, else those of `provider`. */
export function sharedSession<C extends Credentials>(
  profile: string,
  provider: () => Promise<C>,
): () => Promise<C> {
  return async () => {
    const known = sessions.get(profile) as Promise<C> | undefined;
    const session = await known?.catch(() => undefined);
    if (session !== undefined && isFresh(session)) return session;
    // Who comes second finds what the first has begun to ask for.
    const begun = sessions.get(profile) as Promise<C> | undefined;
    if (begun !== undefined && begun !== known) return begun;
    const asked = provider();
    sessions.set(profile, asked);
    return asked;
  };
}

function isFresh({ expiration }: Credentials): boolean {
  return expiration === undefined || expiration.getTime() - Date.now() > renewBeforeMs;
}
