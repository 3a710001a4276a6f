import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { RepriseError } from '../base/errors.js';
import { clientKit, invoke } from './clients.fixture.js';
import { withControlClient } from './control-client.js';
import { clientNames } from './create-client.js';
import { answer, cert, type Script } from './scripted-server.fixture.js';
import { type TrustSettings, trustOf } from './trust.js';

const folder = mkdtempSync(path.join(tmpdir(), 'reprise-trust-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

const own = file('own.pem', `# what vouches for the tests' server\n${cert}\n`);
const another = file('another.pem', rootCertificates[0] ?? '');
const missing = path.join(folder, 'missing.pem');
const config = file(
  'config',
  `[default]\nca_bundle = ${another}\n[profile corp]\nregion=x\ns3 =\n  ca_bundle = ${missing}\nca_bundle = ${own} ; ours\n`,
);
const profiles = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: missing };

interface Case {
  name: string;
  settings?: TrustSettings & { profile?: string };
  env?: Record<string, string>;
  isTrusted: boolean;
}

const cases: Case[] = [
  { name: '--ca-bundle', settings: { caBundle: own }, isTrusted: true },
  { name: '--no-verify-ssl', settings: { verifySsl: false }, isTrusted: true },
  { name: 'AWS_CA_BUNDLE', env: { AWS_CA_BUNDLE: own }, isTrusted: true },
  { name: 'a bundle of AWS_PROFILE', env: { ...profiles, AWS_PROFILE: 'corp' }, isTrusted: true },
  { name: 'a bundle of --profile', settings: { profile: 'corp' }, env: profiles, isTrusted: true },
  { name: 'a bundle that does not vouch', settings: { caBundle: another }, isTrusted: false },
  { name: "the default profile's bundle", env: profiles, isTrusted: false },
  {
    name: '--ca-bundle before AWS_CA_BUNDLE',
    settings: { caBundle: another },
    env: { AWS_CA_BUNDLE: own },
    isTrusted: false,
  },
  {
    name: "AWS_CA_BUNDLE before the profile's",
    settings: { profile: 'corp' },
    env: { ...profiles, AWS_CA_BUNDLE: another },
    isTrusted: false,
  },
  {
    name: '--no-verify-ssl before all',
    settings: { verifySsl: false, caBundle: missing },
    env: { AWS_CA_BUNDLE: missing },
    isTrusted: true,
  },
];

/** This machine may have a bundle of its own. */
function stub(env: Record<string, string>): void {
  for (const [name, value] of Object.entries({ AWS_CA_BUNDLE: '', ...env }))
    vi.stubEnv(name, value);
}

const ok: Script = (_, socket) => socket.write(answer('200 OK', '{}'));

describe.each(clientNames)('the %s client, over TLS, with', (client) => {
  const { serve, openClient } = clientKit(client);

  it.each(cases)('$name (trusted: $isTrusted)', async ({ settings, env = {}, isTrusted }) => {
    stub(env);
    const server = await serve(ok, { tls: true });
    const outcome = await invoke(await openClient(server.url, settings));
    const refusal = { kind: 'transportError', errorType: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    expect(outcome).toMatchObject(isTrusted ? { kind: 'ok' } : refusal);
  });
});

describe('the other clients, over TLS', () => {
  const { serve } = clientKit('fast');
  afterEach(() => vi.unstubAllEnvs());
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

  it.each([
    ['without the SDK', { credentials }],
    ['of the SDK', {}],
  ])('the control plane %s', async (_, known) => {
    stub({ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
    const { url: endpointUrl } = await serve(ok, { tls: true });
    const asks = (trust: TrustSettings): Promise<unknown> => {
      const limits = { maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000 };
      const settings = { region: 'eu-west-1', endpointUrl, ...known, ...trust, ...limits };
      const options = { abortSignal: AbortSignal.timeout(10_000) };
      return withControlClient(settings, (ask) => ask('GetAccountSettings', {}, options));
    };
    await expect(asks({ caBundle: own })).resolves.toBeTruthy();
    await expect(asks({ verifySsl: false })).resolves.toBeTruthy();
    await expect(asks({})).rejects.toThrow('self-signed certificate');
  });
});

it('a bundle that is missing harms nobody where no TLS is spoken', () => {
  const env = { AWS_CA_BUNDLE: missing };
  const local = { endpointUrl: 'http://127.0.0.1:1', credentials: {} };
  expect(trustOf(local, env)).toEqual({});
  expect(() => trustOf({ endpointUrl: 'http://127.0.0.1:1' }, env)).toThrow(/missing/);
});

it.each([
  ['missing.pem', { caBundle: missing }, {}, /missing\.pem: ENOENT/],
  ['a file without a certificate', { caBundle: config }, {}, /config: no certificate in it/],
  ['what AWS_CA_BUNDLE names', {}, { AWS_CA_BUNDLE: missing }, /\(AWS_CA_BUNDLE\): ENOENT/],
])('%s is refused before anything is sent', (_, settings, env, message) => {
  let error: unknown;
  try {
    trustOf(settings, env);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(RepriseError);
  expect((error as RepriseError).message).toMatch(message);
});
