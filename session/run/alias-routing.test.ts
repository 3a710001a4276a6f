import { describe, expect, it, onTestFinished } from 'vitest';
import { defined } from '../../core/base/defined.js';
import { startScriptedServer } from '../../core/invoke/scripted-server.fixture.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import { startLocalLambda } from '../../local/start.js';
import { configOf, fn, synthetic } from '../../local/test-lambda.fixture.js';
import { aliasesAskedFor, routingAfter, routingBefore } from './alias-routing.js';

const limits = { maxInFlight: 10, timeoutMs: 5000, connectTimeoutMs: 5000 };
const live = { functionName: 'checkout', qualifier: 'live' };

describe('an alias’s routing', () => {
  it('is read with its weights, which add up to one', async () => {
    const versions = { 11: synthetic(), 12: synthetic() };
    const aliases = { live: { version: '11', weights: { 12: 0.1 } } };
    const lambda = await startLocalLambda(configOf({ checkout: fn({ versions, aliases }) }));
    onTestFinished(() => lambda.close());
    const { url: endpointUrl, region, credentials } = lambda;
    const settings = { ...limits, endpointUrl, region, credentials };
    const before = await routingBefore([live, { ...live, qualifier: 'gone' }], settings);
    expect(before).toEqual([
      { ...live, before: { kind: 'read', weights: { 11: 0.9, 12: 0.1 } } },
      {
        functionName: 'checkout',
        qualifier: 'gone',
        before: {
          kind: 'unreadable',
          why: 'checkout has no alias gone (ResourceNotFoundException)',
        },
      },
    ]);
    const [after] = await routingAfter(before, settings);
    expect(after?.after).toEqual(after?.before);
  });

  it('says which permission is missing', async () => {
    const body = '{"Message":"no"}';
    const server = await startScriptedServer((_, socket) => {
      const type = 'x-amzn-errortype: AccessDeniedException\r\ncontent-type: application/json';
      socket.write(`HTTP/1.1 403 Forbidden\r\n${type}\r\ncontent-length: 16\r\n\r\n${body}`);
    });
    onTestFinished(() => server.close());
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
    const settings = { ...limits, endpointUrl: server.url, region: 'eu-west-1', credentials };
    const [evidence] = await routingBefore([live], settings);
    expect(evidence?.before).toMatchObject({ kind: 'unreadable' });
    expect(JSON.stringify(evidence)).toContain('lambda:GetAlias on checkout is not permitted');
  });

  it('is asked for where an expectation is about it, and the qualifier is an alias', () => {
    const stages = [{ name: 's', startS: 0, peakHz: 1 }];
    const workload = (functionName: string, qualifier?: string) => ({
      ...{ name: functionName, functionName, invocationType: 'RequestResponse', stages },
      ...defined({ qualifier }),
    });
    const workloads = [workload('a', 'live'), workload('b', '12'), workload('c')];
    const asked = (text: string) => aliasesAskedFor([parseExpectation(text)], workloads);
    expect(asked('versions in alias')).toEqual([{ functionName: 'a', qualifier: 'live' }]);
    expect(asked('versions in alias of function("b")')).toEqual([]);
    expect(asked('version 12 is 10%')).toEqual([]);
  });
});
