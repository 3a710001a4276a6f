import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { onMfaCode } from '../../core/invoke/mfa.js';
import { mfaConfig, startSts } from '../../core/invoke/sts.fixture.js';
import { startLocalLambda } from '../../local/start.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { reprise, temporaryFolder } from '../../test/cli.fixture.js';
import { runScenario } from './run-scenario.js';

afterEach(() => onMfaCode(undefined));

function configFile(name: string): string {
  const file = path.join(temporaryFolder(), 'config');
  writeFileSync(file, mfaConfig(name));
  return file;
}

const flags = { function: 'checkout:live', rate: '40/s', for: '0.1s', expect: 'ok == 4' };

it('a run asks for one code, for its limits, its preflight and its lanes', async () => {
  const { local } = loadScenario('scenarios/quickstart.yaml');
  if (!local) throw new Error('the quickstart has a local section');
  const lambda = await startLocalLambda(local);
  try {
    const sts = await startSts(lambda.credentials);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', configFile('lanes'));
    let asked = 0;
    onMfaCode(() => {
      asked += 1;
      return Promise.resolve('123456');
    });
    const scenario = loadScenario(undefined, {
      flags: { ...flags, profile: 'lanes', endpointUrl: lambda.url, region: lambda.region },
    });
    const databasePath = path.join(temporaryFolder(), 'r.db');
    const result = await runScenario(scenario, { databasePath, threads: 0, preflight: true });
    expect(result?.report.verdict).toBe('pass');
    expect([asked, sts.calls.length]).toEqual([1, 1]);
  } finally {
    await lambda.close();
  }
});

it('a run without a terminal ends with 104 and says what to do', async () => {
  const args = ['run', '--function', 'f', '--rate', '1/s', '--for', '1s', '--profile', 'admin'];
  const env = { AWS_CONFIG_FILE: configFile('other') };
  const { code, stderr } = await reprise(args, { cwd: temporaryFolder(), env });
  expect(stderr).toMatch(/`admin` asks for an MFA code .* no terminal to ask on/);
  expect(stderr).toMatch(/hint: Begin a session at a terminal/);
  expect(code).toBe(104);
});
