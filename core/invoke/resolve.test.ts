import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodes } from '../base/exit-codes.js';
import type { ClientSettings } from './client.js';
import { resolveClient, resolveClientEndpoint, resolveEndpoint } from './resolve.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-resolve-'));
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function resolve(settings: Partial<ClientSettings> = {}) {
  return resolveEndpoint({ maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000, ...settings });
}

const credentials = { accessKeyId: 'AKIDFIXED', secretAccessKey: 'secret' };

function stubKeys(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
}

describe('a client is resolved', () => {
  it('from the settings', async () => {
    expect(await resolve({ region: 'eu-west-1', credentials })).toEqual({
      url: 'https://lambda.eu-west-1.amazonaws.com',
      region: 'eu-west-1',
      accessKeyId: 'AKIDFIXED',
      isRemote: true,
    });
  });

  it('from the environment', async () => {
    stubKeys();
    vi.stubEnv('AWS_REGION', 'us-gov-west-1');
    expect(await resolve()).toMatchObject({
      url: 'https://lambda.us-gov-west-1.amazonaws.com',
      region: 'us-gov-west-1',
      accessKeyId: 'AKIDENV',
    });
  });

  it.each([
    [{}, { accessKeyId: 'AKIDENV', secretAccessKey: 'secret' }],
    [{ AWS_SESSION_TOKEN: 'token' }, { accessKeyId: 'AKIDENV', sessionToken: 'token' }],
    [{ AWS_CREDENTIAL_EXPIRATION: '2099-01-01T00:00:00Z' }, { accessKeyId: 'AKIDENV' }],
    [{ AWS_PROFILE: 'load' }, { accessKeyId: 'AKIDPROFILE' }],
  ])('as the SDK does where nothing but the keys is open, with %j', async (env, expected) => {
    stubKeys();
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    writeFileSync(
      join(folder, 'credentials'),
      '[load]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = other\n',
    );
    const settings = {
      ...{ maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000 },
      ...{ region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:9001/' },
    };
    const found = await resolveClientEndpoint(settings);
    const bySdk = await resolveClient(settings);
    expect(found.endpoint).toEqual(bySdk.endpoint);
    const given = await found.credentials();
    expect(given).toMatchObject(expected);
    expect(await bySdk.credentials()).toMatchObject(given);
  });

  it.each([
    [undefined, 'us-west-2'],
    ['eu-west-1', 'eu-west-1'],
  ])(
    'as the SDK does where the region is %s, and AWS_REGION us-west-2',
    async (region, expected) => {
      stubKeys();
      vi.stubEnv('AWS_REGION', 'us-west-2');
      const settings = {
        ...{ maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000 },
        ...{ endpointUrl: 'http://127.0.0.1:9001', ...(region !== undefined && { region }) },
      };
      const { endpoint, ...found } = await resolveClientEndpoint(settings);
      // Without the SDK, which takes a fifth of a second to load.
      expect(found).not.toHaveProperty('sdk');
      expect(endpoint).toEqual((await resolveClient(settings)).endpoint);
      expect(endpoint.region).toBe(expected);
    },
  );

  it('from a profile', async () => {
    writeFileSync(
      join(folder, 'config'),
      '[profile load]\nregion = ap-south-1\nservices = local\n[services local]\nlambda =\n  endpoint_url = http://127.0.0.1:4566\n',
    );
    writeFileSync(
      join(folder, 'credentials'),
      '[load]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n',
    );
    const found = { region: 'ap-south-1', accessKeyId: 'AKIDPROFILE' };
    expect(await resolve({ profile: 'load' })).toMatchObject(found);
    // The SDK looks for an endpoint in the profile of the environment only.
    vi.stubEnv('AWS_PROFILE', 'load');
    expect(await resolve()).toMatchObject({
      ...found,
      url: 'http://127.0.0.1:4566',
      isRemote: false,
    });
  });

  it.each([
    ['AWS_ENDPOINT_URL_LAMBDA', 'http://localhost:3001', 'http://localhost:3001', false],
    ['AWS_ENDPOINT_URL', 'https://example.org/lambda/', 'https://example.org/lambda', true],
    ['AWS_USE_FIPS_ENDPOINT', 'true', 'https://lambda-fips.us-east-1.amazonaws.com', true],
    ['AWS_USE_DUALSTACK_ENDPOINT', 'true', 'https://lambda.us-east-1.api.aws', true],
  ])('with %s=%s in the environment', async (name, value, url, isRemote) => {
    vi.stubEnv(name, value);
    expect(await resolve({ region: 'us-east-1', credentials })).toMatchObject({ url, isRemote });
  });

  it('with an endpoint in the settings rather than in the environment', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', 'http://localhost:3001');
    const endpointUrl = 'http://[::1]:9001/';
    const endpoint = await resolve({ region: 'us-east-1', credentials, endpointUrl });
    expect(endpoint).toMatchObject({ url: 'http://[::1]:9001', isRemote: false });
  });
});

describe('a client is refused', () => {
  const refusal = (message: RegExp, hint: RegExp) =>
    expect.objectContaining({
      name: 'RepriseError',
      exitCode: exitCodes.invalidInput,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });

  it('without a region', async () => {
    await expect(resolve({ credentials })).rejects.toEqual(refusal(/no AWS region/, /AWS_REGION/));
  });

  it('without credentials', async () => {
    await expect(resolve({ region: 'us-east-1' })).rejects.toEqual(
      refusal(/no AWS credentials/, /aws configure/),
    );
  });

  it('with a profile that is not there', async () => {
    await expect(resolve({ region: 'us-east-1', profile: 'nobody' })).rejects.toEqual(
      refusal(/nobody/, /--profile/),
    );
  });

  it.each(['nowhere', 'ftp://127.0.0.1', ''])('with %j for an endpoint', async (endpointUrl) => {
    await expect(resolve({ region: 'us-east-1', credentials, endpointUrl })).rejects.toEqual(
      refusal(/endpoint/, /https/),
    );
  });

  it('with nonsense for an endpoint in the environment', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', 'nonsense');
    await expect(resolve({ region: 'us-east-1', credentials })).rejects.toEqual(
      refusal(/no usable Lambda endpoint/, /AWS_ENDPOINT_URL_LAMBDA/),
    );
  });
});
