import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from '../base/exit-codes.js';
import { onMfaCode, profileWithMfa } from './mfa.js';
import { resolveEndpoint, withSession } from './resolve.js';
import { mfaConfig, startSts } from './sts.fixture.js';

const folder = mkdtempSync(path.join(tmpdir(), 'reprise-mfa-'));
const config = path.join(folder, 'config');
writeFileSync(config, mfaConfig('first', 'second', 'third'));
const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'none') };
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  }
  for (const [name, value] of Object.entries(files)) vi.stubEnv(name, value);
});
afterEach(() => {
  onMfaCode(undefined);
  vi.unstubAllEnvs();
});

const keys = { accessKeyId: 'AKIDSESSION', secretAccessKey: 'secret' };
const bounds = { maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000 };

it('is asked for once in a process, whoever needs the credentials', async () => {
  const sts = await startSts(keys);
  const asked: string[] = [];
  onMfaCode(async (serial) => {
    asked.push(serial);
    return '123456';
  });
  const settings = { profile: 'first', ...bounds };
  const [one, two, session] = await Promise.all([
    resolveEndpoint(settings),
    resolveEndpoint(settings),
    withSession(settings),
  ]);
  expect([one.accessKeyId, two.accessKeyId]).toEqual(['AKIDSESSION', 'AKIDSESSION']);
  expect(session.credentials).toEqual({ ...keys, sessionToken: 'of the session' });
  expect(asked).toEqual(['arn:aws:iam::123456789012:mfa/me']);
  expect(sts.calls).toHaveLength(1);
  expect(Object.fromEntries(sts.calls[0] ?? [])).toMatchObject({
    RoleArn: 'arn:aws:iam::123456789012:role/first',
    SerialNumber: 'arn:aws:iam::123456789012:mfa/me',
    TokenCode: '123456',
  });
});

it('that is wrong is said, and may be tried again', async () => {
  await startSts(keys);
  const codes = ['000000', '123456'];
  onMfaCode(() => Promise.resolve(codes.shift()));
  const settings = { profile: 'second', ...bounds };
  await expect(resolveEndpoint(settings)).rejects.toMatchObject({
    message: expect.stringMatching(/`second`: MultiFactorAuthentication failed/),
    hint: expect.stringMatching(/each is accepted once/),
  });
  expect(await resolveEndpoint(settings)).toMatchObject({ accessKeyId: 'AKIDSESSION' });
});

it.each([
  ['nobody is asked', undefined],
  ['there is no terminal', () => Promise.resolve(undefined)],
])('is not waited for where %s', async (_, ask) => {
  const sts = await startSts(keys);
  onMfaCode(ask);
  await expect(resolveEndpoint({ profile: 'third', ...bounds })).rejects.toMatchObject({
    message:
      'the AWS profile `third` asks for an MFA code (arn:aws:iam::123456789012:mfa/me), and there is no terminal to ask on',
    hint: expect.stringMatching(/aws configure export-credentials --profile third --format env/),
    exitCode: exitCodes.invalidInput,
  });
  expect(sts.calls).toEqual([]);
});

describe('a profile that asks for it', () => {
  const env = (more: Record<string, string> = {}) => ({ ...files, ...more });
  const ownKeys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  it.each([
    ['admin', env(), 'admin'],
    [undefined, env({ AWS_PROFILE: 'admin', ...ownKeys }), 'admin'],
    ['deploy', env(), 'deploy'],
    ['me', env(), undefined],
    ['round', env(), undefined],
    [undefined, env(), undefined],
    [undefined, env(ownKeys), undefined],
  ])('%s with %j is %s', (profile, environment, found) => {
    expect(profileWithMfa(profile, environment)).toBe(found);
  });
});
