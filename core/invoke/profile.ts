import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { closestName } from '../base/closest-name.js';
import { RepriseError } from '../base/errors.js';

/**
 * Throws `RepriseError` for a profile that neither of AWS's files has. The SDK passes over it to its
 * next source of credentials, and the run would go out as somebody else.
 */
export function refuseUnknownProfile(profile: string | undefined, env: NodeJS.ProcessEnv): void {
  const name = profile ?? (env.AWS_PROFILE || undefined);
  // `default` is the one that nobody has to have.
  if (name === undefined || name === 'default') return;
  const names = profileNames(env);
  if (names.includes(name)) return;
  const from = profile === undefined ? ' (AWS_PROFILE)' : '';
  throw new RepriseError(`there is no AWS profile \`${name}\`${from}`, {
    hint: hintOf(name, names),
  });
}

function hintOf(name: string, names: readonly string[]): string {
  const closest = closestName(name, names);
  if (closest !== undefined) return `Did you mean ${closest}?`;
  if (names.length === 0) return `Make it: aws configure --profile ${name}.`;
  return `There are ${names.join(', ')}; aws configure --profile ${name} makes another.`;
}

/** Of both files, where the SDK looks for them (AWS SDKs and Tools Reference Guide, Location of the shared files). */
function profileNames(env: NodeJS.ProcessEnv): string[] {
  const folder = path.join(env.HOME ?? env.USERPROFILE ?? homedir(), '.aws');
  const files = [
    env.AWS_CONFIG_FILE ?? path.join(folder, 'config'),
    env.AWS_SHARED_CREDENTIALS_FILE ?? path.join(folder, 'credentials'),
  ];
  return [...new Set(files.flatMap((file) => sectionsOf(textOf(file))))];
}

/** `[default]`, `[profile dev]`, `[profile "with spaces"]`; in the file of credentials without the word. */
function sectionsOf(text: string): string[] {
  const heads = text.matchAll(/^\s*\[\s*(?:profile\s+)?["']?(.*?)["']?\s*\]/gm);
  return [...heads]
    .map(([, name = '']) => name)
    .filter((name) => !/^(sso-session|services)\s/.test(name));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No file, no profiles: the SDK sees it so too.
    return '';
  }
}
