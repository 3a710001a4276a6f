import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RepriseError } from '../base/errors.js';
import { refuseUnknownProfile } from './profile.js';

const folder = mkdtempSync(path.join(tmpdir(), 'reprise-profile-'));
const files = {
  AWS_CONFIG_FILE: path.join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
};
writeFileSync(
  files.AWS_CONFIG_FILE,
  '[default]\n[profile dev]\nregion=eu-west-1\n[sso-session corp]\n[profile "two words"]\n',
);
writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, '[ci]\naws_access_key_id=x\n');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a profile', () => {
  it.each([undefined, 'dev', 'two words', 'ci', 'default'])('%s may be used', (name) => {
    expect(() => refuseUnknownProfile(name, files)).not.toThrow();
    expect(() => refuseUnknownProfile(undefined, { ...files, AWS_PROFILE: name })).not.toThrow();
  });

  it.each([
    ['devv', {}, /no AWS profile `devv`$/, /Did you mean dev\?/],
    [
      undefined,
      { AWS_PROFILE: 'nope' },
      /`nope` \(AWS_PROFILE\)/,
      /There are default, dev, two words, ci/,
    ],
    ['corp', {}, /no AWS profile `corp`/, /There are/],
    ['nope', { AWS_CONFIG_FILE: '/x', AWS_SHARED_CREDENTIALS_FILE: '/x' }, /nope/, /aws configure/],
  ])('%s with %j is refused', (name, env, message, hint) => {
    let error: unknown;
    try {
      refuseUnknownProfile(name, { ...files, ...env });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RepriseError);
    expect((error as RepriseError).message).toMatch(message);
    expect((error as RepriseError).hint).toMatch(hint);
  });
});
