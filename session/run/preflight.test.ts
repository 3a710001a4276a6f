import { describe, expect, it, onTestFinished } from 'vitest';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { ClientSettings } from '../../core/invoke/client.js';
import { startScriptedServer } from '../../core/invoke/scripted-server.fixture.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { startLocalLambda } from '../../local/start.js';
import { configOf, fn, synthetic } from '../../local/test-lambda.fixture.js';
import { preflight } from './preflight.js';

const limits = { maxInFlight: 10, timeoutMs: 5000, connectTimeoutMs: 5000 };

function workload(functionName: string, qualifier?: string): PlannedWorkload {
  const target = { functionName, ...defined({ qualifier }) };
  return { name: functionName, ...target, invocationType: 'RequestResponse', stages: [] };
}

async function localSettings(): Promise<ClientSettings> {
  const versions = { 11: synthetic() };
  const aliases = { live: { version: '11', weights: {} } };
  const lambda = await startLocalLambda(configOf({ checkout: fn({ versions, aliases }) }));
  onTestFinished(() => lambda.close());
  const { url, region, credentials } = lambda;
  return { ...limits, endpointUrl: url, region, credentials };
}

/** An endpoint that answers every request so; what it was asked is in `requests`. */
async function answering(status: string, type: string) {
  const body = JSON.stringify({ Message: 'not so' });
  const server = await startScriptedServer((_, socket) => {
    const head = `HTTP/1.1 ${status}\r\nx-amzn-errortype: ${type}\r\ncontent-type: application/json`;
    socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
  onTestFinished(() => server.close());
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
  const settings = { ...limits, endpointUrl: server.url, region: 'eu-west-1', credentials };
  return { settings, requests: server.requests };
}

async function refusal(work: Promise<unknown>): Promise<RepriseError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof RepriseError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

describe('the preflight', () => {
  it('is satisfied by a 204 for each function and qualifier, and runs none', async () => {
    const settings = await localSettings();
    const workloads = [workload('checkout', 'live'), workload('checkout', '11')];
    expect(await preflight(workloads, settings)).toEqual([]);
  });

  it('names every function and alias that is not there', async () => {
    const settings = await localSettings();
    const workloads = [workload('checkout', 'live'), workload('stock'), workload('checkout', 'no')];
    const error = await refusal(preflight(workloads, settings));
    expect(error.message).toContain('2 functions cannot be found; nothing was sent');
    expect(error.message).toContain('stock: ResourceNotFoundException: Function not found');
    expect(error.message).toContain('checkout:no: ResourceNotFoundException');
    expect(error.message).not.toContain('checkout:live');
    expect(error.hint).toContain('--region');
    expect(error.exitCode).toBe(104);
  });

  it('says what to allow where the permission is missing, and asks once for each', async () => {
    const { settings, requests } = await answering('403 Forbidden', 'AccessDeniedException');
    const workloads = [workload('checkout', 'live'), workload('checkout', 'live')];
    const error = await refusal(preflight(workloads, settings));
    expect(error.message).toContain('a function may not be invoked; nothing was sent');
    expect(error.message).toContain('checkout:live: AccessDeniedException: not so');
    expect(error.hint).toContain('lambda:InvokeFunction');
    expect(error.hint).toContain('--no-preflight');
    expect(requests.map(({ headers }) => headers['x-amz-invocation-type'])).toEqual(['DryRun']);
  });

  describe('of a function with tenant isolation', () => {
    const isolated = async (): Promise<ClientSettings> => {
      const versions = { 1: synthetic() };
      const functions = { shop: fn({ versions, tenantIsolation: true }), plain: fn({ versions }) };
      const lambda = await startLocalLambda(configOf(functions));
      onTestFinished(() => lambda.close());
      const { url, region, credentials } = lambda;
      return { ...limits, endpointUrl: url, region, credentials };
    };

    it('names a tenant of those that will be sent', async () => {
      const settings = await isolated();
      const workloads = [workload('shop', '1'), workload('shop', '1'), workload('plain', '1')];
      const tenantIds = [undefined, 'blue', undefined];
      expect(await preflight(workloads, settings, { tenantIds })).toEqual([]);
    });

    it.each([
      ['shop', undefined, 'is enabled with tenancy configuration'],
      ['plain', 'blue', 'is not enabled with tenancy configuration'],
    ])('refuses %s with the tenant %s before anything is sent', async (name, tenantId, why) => {
      const settings = await isolated();
      const error = await refusal(
        preflight([workload(name, '1')], settings, { tenantIds: [tenantId] }),
      );
      expect(error.message).toContain('may not be invoked; nothing was sent');
      expect(error.message).toContain(why);
      expect(error.hint).toContain('--tenant-id');
    });
  });

  it('only notes what says nothing of the permission', async () => {
    const { settings } = await answering('501 Not Implemented', 'NotImplemented');
    expect(await preflight([workload('checkout')], settings)).toEqual([
      'preflight of checkout said nothing of its permission (NotImplemented: not so)',
    ]);
  });
});
