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

/**
 * What a profile says of a setting, in the file of credentials first, as the aws CLI reads them. The
 * profile is the one given, else that of `AWS_PROFILE`, else `default`.
 */
export function profileSetting(
  profile: string | undefined,
  setting: string,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const name = profile ?? (env.AWS_PROFILE || 'default');
  const lines = profileFiles(env)
    .reverse()
    .flatMap((file) => linesOf(textOf(file), name));
  const [, value] = lines.find(([key]) => key === setting) ?? [];
  return value || undefined;
}

/** The settings of one section; what is indented belongs to the setting above it, and is left out. */
function linesOf(text: string, name: string): [key: string, value: string][] {
  const sections = text.split(/^(?=\s*\[)/m).filter((section) => sectionsOf(section)[0] === name);
  return sections
    .flatMap((section) => section.split(/\r?\n/).slice(1))
    .flatMap((line): [string, string][] => {
      const [, key, value = ''] = /^([\w.-]+)\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value]];
    });
}

function hintOf(name: string, names: readonly string[]): string {
  const closest = closestName(name, names);
  if (closest !== undefined) return `Did you mean ${closest}?`;
  if (names.length === 0) return `Make it: aws configure --profile ${name}.`;
  return `There are ${names.join(', ')}; aws configure --profile ${name} makes another.`;
}

/** Where the SDK looks for them (AWS SDKs and Tools Reference Guide, Location of the shared files). */
function profileFiles(env: NodeJS.ProcessEnv): string[] {
  const folder = path.join(env.HOME ?? env.USERPROFILE ?? homedir(), '.aws');
  return [
    env.AWS_CONFIG_FILE ?? path.join(folder, 'config'),
    env.AWS_SHARED_CREDENTIALS_FILE ?? path.join(folder, 'credentials'),
  ];
}

function profileNames(env: NodeJS.ProcessEnv): string[] {
  return [...new Set(profileFiles(env).flatMap((file) => sectionsOf(textOf(file))))];
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
