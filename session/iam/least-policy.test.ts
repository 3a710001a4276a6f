import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import type { RateStage } from '../../core/schedule/loads/rate.js';
import { startLocalLambda } from '../../local/start.js';
import { loadScenario } from '../../scenarios/language/load.js';
import type { Scenario, Workload } from '../../scenarios/language/scenario.js';
import { temporaryFolder } from '../../test/cli.fixture.js';
import type { RunOptions } from '../run/run-options.js';
import { runScenario } from '../run/run-scenario.js';
import { countingEndpoint } from './counting-endpoint.fixture.js';
import { leastPolicy } from './least-policy.js';

const folder = path.join(import.meta.dirname, '../../scenarios');
const readyMade = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .sort();

afterEach(() => vi.unstubAllEnvs());

/** Two invocations of each workload tell all that it calls; a recording is not needed for it. */
function shortened(scenario: Scenario): Scenario {
  const stages: RateStage[] = [
    {
      ...{ kind: 'rate', name: 'short', fromHz: 20, toHz: 20, arrivals: 'uniform' },
      durationS: 0.1,
    },
  ];
  const payloads: PayloadsSpec = {
    ...{ kind: 'inline', payloads: [Buffer.from('{}')], order: 'recorded' },
  };
  const workloads = scenario.workloads.map(
    (workload): Workload => ({
      ...workload,
      stages,
      payloads: workload.payloads.kind === 'recording' ? payloads : workload.payloads,
    }),
  );
  return { ...scenario, workloads };
}

/** What a run of it asks of AWS, in the words of a policy. */
async function callsOf(scenario: Scenario, more: Partial<RunOptions> = {}): Promise<string[]> {
  const { local, ...remote } = shortened(scenario);
  if (!local) throw new Error('a ready-made scenario has a local section');
  const lambda = await startLocalLambda(local);
  const endpoint = await countingEndpoint(lambda.url);
  try {
    vi.stubEnv('AWS_ACCESS_KEY_ID', lambda.credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', lambda.credentials.secretAccessKey);
    const databasePath = path.join(temporaryFolder(), 'r.db');
    const target = { region: lambda.region, endpointUrl: endpoint.url };
    const options = { databasePath, threads: 0, preflight: true, ...more };
    await runScenario({ ...remote, target }, options);
    return [...endpoint.calls].sort();
  } finally {
    await endpoint.close();
    await lambda.close();
  }
}

/** A policy's actions with their resources, without region and account. */
function allowedBy(scenario: Scenario, isReconciled = false): string[] {
  return leastPolicy(scenario, { isReconciled })
    .Statement.flatMap(({ Action, Resource }) =>
      Resource.map((resource) =>
        Action.startsWith('lambda:')
          ? `${Action} ${resource.replace(/^arn:.*?:(?=function:)/, '')}`
          : Action,
      ),
    )
    .sort();
}

describe('the least policy is what a run calls, no more and no less', () => {
  it.each(readyMade)('%s', async (file) => {
    const scenario = loadScenario(path.join(folder, file), { checkExpectation: parseExpectation });
    expect(allowedBy(scenario)).toEqual(await callsOf(scenario));
  });
});

it('of a run that is reconciled it has metrics too', async () => {
  const scenario = loadScenario(path.join(folder, 'quickstart.yaml'));
  const isRead = { reconcile: {} };
  expect(allowedBy(scenario, true)).toEqual(await callsOf(scenario, isRead));
  expect(allowedBy(scenario, true)).toContain('cloudwatch:GetMetricData');
});

describe('its resources', () => {
  const of = (name: string, region?: string) =>
    leastPolicy(
      loadScenario(undefined, {
        flags: { function: name, ...(region !== undefined && { region }) },
        isLoadOptional: true,
      }),
    ).Statement.find(({ Sid }) => Sid === 'InvokeFunction')?.Resource;

  it.each([
    ['checkout', undefined, 'arn:aws:lambda:*:*:function:checkout'],
    ['checkout:live', 'eu-west-1', 'arn:aws:lambda:eu-west-1:*:function:checkout:live'],
    ['checkout', 'cn-north-1', 'arn:aws-cn:lambda:cn-north-1:*:function:checkout'],
    [
      'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:checkout:12',
      undefined,
      'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:checkout:12',
    ],
    [
      '123456789012:function:checkout',
      'eu-west-1',
      'arn:aws:lambda:eu-west-1:123456789012:function:checkout',
    ],
  ])('of %s in %s are %s', (name, region, arn) => {
    expect(of(name, region)).toEqual([arn]);
  });
});
