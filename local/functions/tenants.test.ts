import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, test, vi } from 'vitest';
import { refusal, sharedLambda } from '../shared-lambda.fixture.js';
import { fn, synthetic } from '../test-lambda.fixture.js';

// The real SDK over a real socket. Sources: AWS Lambda guide, "Tenant isolation" (environments of one tenant
// each), "Accessing tenant identifier" (context.tenantId), "Troubleshoot tenant isolation" (both exceptions,
// 2,500 for every 1,000, `Rate exceeded`); the text without a tenant: AWS news blog and public posts, 2025-11;
// the header: aws-lambda-nodejs-runtime-interface-client and aws-lambda-go; the pattern:
// API_ChainedInvokeStartedDetails.

const local = sharedLambda((folder) => {
  const counting = folder.code(
    'counting.mjs',
    `let seen = [];
     export const handler = async (event, { tenantId }) => {
       seen.push(tenantId);
       await new Promise((done) => setTimeout(done, event.ms ?? 0));
       return seen;
     };`,
  );
  const { modulePath: tenantProgram } = folder.code(
    'program.mjs',
    `const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
     for (;;) {
       const { headers } = await fetch(base + 'next');
       const body = JSON.stringify(headers.get('lambda-runtime-aws-tenant-id'));
       await fetch(base + headers.get('lambda-runtime-aws-request-id') + '/response', { method: 'POST', body });
     }`,
  );
  return {
    program: fn({
      tenantIsolation: true,
      versions: {
        $LATEST: {
          kind: 'process',
          command: [process.execPath, tenantProgram],
          workingDirectory: folder.path,
          handlerName: 'handler',
          environment: {},
        },
      },
    }),
    counting: fn({ tenantIsolation: true, versions: { $LATEST: counting } }),
    small: fn({ tenantIsolation: true, reserved: 2 }),
    plain: fn({ versions: { 1: synthetic() } }),
  };
});

async function invoke(FunctionName: string, TenantId?: string, event: object = {}) {
  const answer = await local.client.send(
    new InvokeCommand({
      ...{ FunctionName, LogType: 'Tail', Payload: Buffer.from(JSON.stringify(event)) },
      ...(TenantId !== undefined && { TenantId }),
    }),
  );
  return {
    payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString()),
    isCold: Buffer.from(answer.LogResult ?? '', 'base64').includes('Init Duration'),
  };
}

test('an environment serves one tenant only, whose own it stays; the handler sees who it is', async () => {
  const first = await invoke('counting', 'blue');
  const second = await invoke('counting', 'green');
  const third = await invoke('counting', 'blue');
  expect([first.isCold, second.isCold, third.isCold]).toEqual([true, true, false]);
  expect(first.payload).toEqual(['blue']);
  expect(second.payload).toEqual(['green']);
  expect(third.payload).toEqual(['blue', 'blue']);
});

test('a runtime is told in Lambda-Runtime-Aws-Tenant-Id, as the published runtime clients read it', async () => {
  expect((await invoke('program', 'blue')).payload).toBe('blue');
});

test('under load no environment is ever shared', async () => {
  const calls = Array.from({ length: 60 }, (_, i) => invoke('counting', `t${i % 3}`, { ms: 5 }));
  for (const [i, { payload }] of (await Promise.all(calls)).entries()) {
    expect(new Set(payload)).toEqual(new Set([`t${i % 3}`]));
  }
});

test('over 2,500 environments for every 1,000 of concurrency, idle ones among them: 429 without a Reason', async () => {
  // 2 reserved: 5 environments.
  for (let i = 0; i < 5; i++) expect((await invoke('small', `tenant ${i}`)).isCold).toBe(true);
  const error = await refusal(invoke('small', 'one more'));
  expect([error.name, error.message, error.Type, error.Reason]).toEqual([
    'TooManyRequestsException',
    'Rate exceeded',
    'User',
    undefined,
  ]);
  expect((await invoke('small', 'tenant 0')).isCold).toBe(false);
});

test('InvalidParameterValueException without a tenant where one is needed, and with one where none is', async () => {
  const missing = await refusal(invoke('counting'));
  expect([missing.name, missing.message]).toEqual([
    'InvalidParameterValueException',
    'The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.',
  ]);
  expect((await refusal(invoke('plain', 'blue'))).name).toBe('InvalidParameterValueException');
});

test.each(['a*b', 'x'.repeat(257)])('%s is no tenant id: ValidationException', async (tenantId) => {
  expect((await refusal(invoke('counting', tenantId))).name).toBe('ValidationException');
});

test('an Event runs where its tenant runs', async () => {
  const event = { FunctionName: 'counting', TenantId: 'queued', InvocationType: 'Event' as const };
  const { StatusCode } = await local.client.send(new InvokeCommand(event));
  expect(StatusCode).toBe(202);
  await vi.waitFor(
    async () => expect((await invoke('counting', 'queued')).payload.length).toBeGreaterThan(1),
    { timeout: 60_000 },
  );
  expect(new Set((await invoke('counting', 'queued')).payload)).toEqual(new Set(['queued']));
});

test('a destination names no tenant, so it gives nothing to a function that isolates them', async () => {
  const { FunctionArn = '' } = await local.client.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'counting' }),
  );
  const destination = { OnSuccess: { Destination: FunctionArn } };
  const config = { FunctionName: 'plain', DestinationConfig: destination };
  await local.client.send(new PutFunctionEventInvokeConfigCommand(config));
  const event = { FunctionName: 'plain', InvocationType: 'Event' as const };
  await local.client.send(new InvokeCommand(event));
  const undelivered = async () => {
    const ledger = await (await fetch(`${local.lambda.url}/reprise/ledger`)).json();
    return (ledger as { functions: Record<string, object> }).functions.plain;
  };
  await expect.poll(undelivered).toMatchObject({ undelivered: 1 });
});

test('a stream needs a tenant as any other invocation does', async () => {
  const stream = (TenantId?: string) =>
    local.client.send(
      new InvokeWithResponseStreamCommand({
        FunctionName: 'counting',
        ...(TenantId !== undefined && { TenantId }),
      }),
    );
  expect((await refusal(stream())).name).toBe('InvalidParameterValueException');
  const { EventStream = [] } = await stream('streamed');
  const chunks: Uint8Array[] = [];
  for await (const { PayloadChunk } of EventStream)
    chunks.push(PayloadChunk?.Payload ?? Buffer.of());
  expect(Buffer.concat(chunks).toString()).toBe('["streamed"]');
});

test('GetFunctionConfiguration says so, as API_TenancyConfig has it', async () => {
  const configurations = ['counting', 'plain'].map((FunctionName) =>
    local.client.send(new GetFunctionConfigurationCommand({ FunctionName })),
  );
  const tenancy = (await Promise.all(configurations)).map((each) => each.TenancyConfig);
  expect(tenancy).toEqual([{ TenantIsolationMode: 'PER_TENANT' }, undefined]);
});
