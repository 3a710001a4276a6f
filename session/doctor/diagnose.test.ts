import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LocalLambda } from '../../local/config.js';
import { startLocalLambda } from '../../local/start.js';
import type { ScenarioFlags } from '../../scenarios/language/flags.js';
import { loadLocalFile, loadScenario } from '../../scenarios/language/load.js';
import { judgeClock } from './clock-skew.js';
import { diagnose } from './diagnose.js';
import type { DoctorFinding } from './finding.js';

let lambda: LocalLambda;

beforeEach(async () => {
  lambda = await startLocalLambda(loadLocalFile('scenarios/quickstart.yaml'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', lambda.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', lambda.credentials.secretAccessKey);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await lambda.close();
});

async function findings(flags: ScenarioFlags): Promise<DoctorFinding[]> {
  const found: DoctorFinding[] = [];
  const given = { endpointUrl: lambda.url, region: lambda.region, ...flags };
  const scenario = loadScenario(undefined, { flags: given, isLoadOptional: true });
  await diagnose(scenario, (finding) => found.push(finding));
  return found;
}

describe('reprise doctor', () => {
  it('finds all that a run needs', async () => {
    const found = await findings({ function: 'checkout:live' });
    expect(found.map(({ about, tone }) => `${about} ${tone}`)).toEqual([
      ...['identity good', 'clock good', 'permission good'],
      ...['limits good', 'limits good', 'limits good'],
    ]);
    const text = found.map((finding) => finding.text).join('\n');
    expect(text).toContain(`sends to ${lambda.url} (${lambda.region})`);
    expect(text).toContain('checkout:live may be invoked');
    expect(text).toContain('checkout has 20 reserved');
    expect(text).not.toContain(lambda.credentials.secretAccessKey);
  });

  it('says which function is not there, and goes on', async () => {
    const found = await findings({ function: 'chekout' });
    const permission = found.find(({ about }) => about === 'permission');
    expect(permission).toMatchObject({ tone: 'bad', text: expect.stringContaining('chekout') });
    expect(found.at(-1)?.about).toBe('limits');
  });

  it('ends where nobody knows as whom to send', async () => {
    const found = await findings({ function: 'checkout', profile: 'nope' });
    const text = expect.stringContaining('nope');
    expect(found).toEqual([{ about: 'identity', tone: 'bad', text, hint: expect.anything() }]);
  });

  it('says that an endpoint is silent', async () => {
    const found = await findings({ function: 'checkout', endpointUrl: 'http://127.0.0.1:9' });
    expect(found.find(({ about }) => about === 'clock')?.tone).toBe('bad');
  });
});

describe('a clock', () => {
  it.each([
    [0, 'good', /is right/],
    [-4000, 'good', /is right/],
    [60_000, 'warn', /1m ahead of/],
    [-60_000, 'warn', /1m behind/],
    [400_000, 'bad', /ahead of/],
  ])('that is %d ms ahead is %s', (aheadMs, tone, text) => {
    expect(judgeClock(aheadMs)).toMatchObject({ tone, text: expect.stringMatching(text) });
  });
});
