import { describe, expect, it, onTestFinished } from 'vitest';
import { defined } from '../../core/base/defined.js';
import {
  answer,
  type Script,
  startScriptedServer,
} from '../../core/invoke/scripted-server.fixture.js';
import { documentedRates } from '../../core/judge/concurrency/limits.js';
import { startLocalLambda } from '../../local/start.js';
import { configOf, fn, synthetic } from '../../local/test-lambda.fixture.js';
import { withArchitectures } from './architectures.js';
import { readLimits } from './read-limits.js';

const limits = { maxInFlight: 10, timeoutMs: 5000, connectTimeoutMs: 5000 };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
const patience = { callMs: 20_000, allMs: 60_000 };

function workload(functionName: string, qualifier?: string) {
  const stages = [{ name: 's', startS: 0, peakHz: 1 }];
  return {
    ...{ name: functionName, functionName, invocationType: 'RequestResponse', stages },
    ...defined({ qualifier }),
  };
}

async function readFrom(
  script: Script,
  wait = patience,
  workloads = [workload('checkout', 'live')],
) {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.close());
  const settings = { ...limits, endpointUrl: server.url, region: 'eu-west-1', credentials };
  const found = await readLimits(workloads, settings, documentedRates, wait);
  return { ...found, paths: server.requests.map(({ path }) => path) };
}

const denied = answer('403 Forbidden', '{"Message":"no"}', {
  'x-amzn-errortype': 'AccessDeniedException',
});
const account = JSON.stringify({
  AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 },
});

describe('the limits of a run', () => {
  it('are read from the control plane', async () => {
    const versions = { 11: synthetic(), 12: synthetic() };
    const aliases = { live: { version: '11', weights: { 12: 0.1 } } };
    const checkout = fn({ versions, aliases, reserved: 20, provisioned: { live: 5 } });
    const lambda = await startLocalLambda(configOf({ checkout, search: fn() }));
    onTestFinished(() => lambda.close());
    const { url: endpointUrl, region, credentials } = lambda;
    const settings = { ...limits, endpointUrl, region, credentials };
    const workloads = [
      workload('checkout', 'live'),
      workload('checkout', 'live'),
      workload('checkout', '12'),
      workload('search', '$LATEST'),
    ];
    const live = { functionName: 'checkout', qualifier: 'live' };
    expect(await readLimits(workloads, settings, documentedRates)).toEqual({
      limits: {
        account: {
          kind: 'read',
          value: { concurrentExecutions: 1000, unreservedConcurrentExecutions: 980 },
        },
        functions: [
          { functionName: 'checkout', reserved: { kind: 'read', value: 20 } },
          { functionName: 'search', reserved: { kind: 'read', value: null } },
        ],
        provisioned: [
          { ...live, config: { kind: 'read', value: expect.objectContaining({ requested: 5 }) } },
          { ...live, qualifier: '12', config: { kind: 'read', value: null } },
        ],
        rates: documentedRates,
      },
      routing: [{ ...live, before: { kind: 'read', weights: { 11: 0.9, 12: 0.1 } } }],
      architectures: [
        { ...live, architecture: { kind: 'read', value: 'x86_64' } },
        { ...live, qualifier: '12', architecture: { kind: 'read', value: 'x86_64' } },
        {
          ...{ functionName: 'search', qualifier: '$LATEST' },
          architecture: { kind: 'read', value: 'x86_64' },
        },
      ],
    });
  });

  it('say which permission is missing, each for itself', async () => {
    const { limits: found, routing } = await readFrom(({ path }, socket) => {
      socket.write(path.includes('account-settings') ? answer('200 OK', account) : denied);
    });
    expect(found.account).toMatchObject({ kind: 'read', value: { concurrentExecutions: 1000 } });
    expect(found.functions[0]?.reserved).toEqual({
      ...{ kind: 'unreadable', cause: 'notPermitted' },
      why: 'not allowed to call lambda:GetFunctionConcurrency',
    });
    expect(found.provisioned[0]?.config).toMatchObject({
      why: 'not allowed to call lambda:GetProvisionedConcurrencyConfig',
    });
    expect(routing).toEqual([]);
  });

  it('say what each version runs on, where the scenario does not', async () => {
    const workloads = [
      workload('checkout', 'live'),
      { ...workload('search'), architecture: 'arm64' as const },
    ];
    const { architectures, paths } = await readFrom(
      ({ path }, socket) => {
        const isAsked = path.includes('/configuration');
        socket.write(isAsked ? answer('200 OK', '{"Architectures":["arm64"]}') : denied);
      },
      patience,
      workloads,
    );
    expect(architectures).toEqual([
      {
        ...{ functionName: 'checkout', qualifier: 'live' },
        architecture: { kind: 'read', value: 'arm64' },
      },
    ]);
    expect(withArchitectures(workloads, architectures).map((each) => each.architecture)).toEqual([
      'arm64',
      'arm64',
    ]);
    expect(paths.at(-1)).toBe('/2015-03-31/functions/checkout/configuration?Qualifier=live');
  });

  it('cost a silent control plane one wait, whatever there is to read', async () => {
    const wait = { callMs: 300, allMs: 60_000 };
    const began = performance.now();
    const { limits: found, paths } = await readFrom(() => {}, wait);
    expect(found.account).toMatchObject({
      ...{ cause: 'noAnswer', why: 'GetAccountSettings took longer than 0.3s' },
    });
    expect(found.functions[0]?.reserved).toEqual(found.account);
    expect(paths).toHaveLength(1);
    // Loading the SDK is in it: what matters is that no retry and no other call is.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.each([
    ['knows no such path', answer('404 Not Found', 'page not found')],
    ['answers everything with null', answer('200 OK', 'null')],
    ['answers with a page', answer('200 OK', '<html>')],
  ])('are unknown where the endpoint %s', async (_, bytes) => {
    const { limits: found } = await readFrom((_request, socket) => socket.write(bytes));
    expect(found.account).toMatchObject({ kind: 'unreadable', cause: 'noControlPlane' });
  });

  it('are asked for again where the service throttles', async () => {
    const throttle = answer('429 Too Many Requests', '{"message":"Rate exceeded"}', {
      'x-amzn-errortype': 'TooManyRequestsException',
    });
    let asked = 0;
    const { limits: found, paths } = await readFrom(
      (_request, socket) => socket.write(asked++ === 0 ? throttle : answer('200 OK', account)),
      patience,
      [],
    );
    expect(found.account).toMatchObject({ kind: 'read' });
    expect(paths).toHaveLength(2);
  });

  it('are unknown where nobody listens', async () => {
    const server = await startScriptedServer(() => {});
    await server.close();
    const settings = { ...limits, endpointUrl: server.url, region: 'eu-west-1', credentials };
    const found = await readLimits([workload('checkout')], settings, documentedRates, patience);
    expect(found.limits.account).toMatchObject({ kind: 'unreadable', cause: 'noAnswer' });
  });
});
