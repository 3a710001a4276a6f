import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { InvokeTarget, Payload } from './client.js';
import { clientKit, event, invoke, target } from './clients.fixture.js';
import { clientNames } from './create-client.js';
import { answer, payloadOf, type Script } from './scripted-server.fixture.js';

describe.each(clientNames)('the %s client', (client) => {
  const { serve, openClient } = clientKit(client);

  describe('sends', () => {
    const echo: Script = (request, socket) => socket.write(answer('200 OK', request.body));

    it('each payload’s bytes as they are', async () => {
      const server = await serve(echo);
      const client = await openClient(server.url, { keepResponses: true });
      const random = Buffer.from(
        Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 256),
      );
      const payloads = ['', ' {"a" : 1.0}\n', '{"a":9007199254740993,"a":2}', '"💥"', random];
      for (const payload of payloads.map(payloadOf)) {
        expect(await invoke(client, payload)).toMatchObject({
          kind: 'ok',
          response: new Uint8Array(payload.bytes),
        });
        expect(server.requests.at(-1)?.body).toEqual(payload.bytes);
      }
    });

    it('6 MB', async () => {
      const server = await serve(echo);
      const payload = payloadOf(Buffer.alloc(6 * 1024 * 1024, 'y'));
      const outcome = await invoke(await openClient(server.url), payload);
      expect(outcome).toMatchObject({ kind: 'ok', responseBytes: payload.bytes.length });
    });

    it.each<[Partial<InvokeTarget>, string]>([
      [{}, '/2015-03-31/functions/checkout/invocations'],
      [
        { functionName: 'checkout:live' },
        '/2015-03-31/functions/checkout/invocations?Qualifier=live',
      ],
      [{ qualifier: '$LATEST' }, '/2015-03-31/functions/checkout/invocations?Qualifier=%24LATEST'],
      [
        { functionName: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout:12' },
        '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Acheckout/invocations?Qualifier=12',
      ],
    ])('%j to its path', async (part, path) => {
      const server = await serve(echo);
      await invoke(await openClient(server.url), event, { ...target, ...part });
      expect(server.requests[0]).toMatchObject({ method: 'POST', path });
    });

    it('to an endpoint below a path', async () => {
      const server = await serve(echo);
      await invoke(await openClient(`${server.url}/emulator/`));
      expect(server.requests[0]?.path).toBe('/emulator/2015-03-31/functions/checkout/invocations');
    });

    it.each<[string, Partial<InvokeTarget>, Partial<Payload>, Record<string, string | undefined>]>([
      ['a type', { invocationType: 'Event' }, {}, { type: 'Event' }],
      ['a dry run', { invocationType: 'DryRun' }, {}, { type: 'DryRun' }],
      ['the wish for a log', { logType: 'Tail' }, {}, { log: 'Tail' }],
      ['a client context', { clientContext: 'eyJhIjoxfQ==' }, {}, { context: 'eyJhIjoxfQ==' }],
      ['a recorded client context', {}, { clientContext: 'e30=' }, { context: 'e30=' }],
      ['a tenant, with the spaces in it', {}, { tenantId: 'a  b:1' }, { tenant: 'a  b:1' }],
      ['a durable execution’s name', {}, { durableExecutionName: 'o-1' }, { execution: 'o-1' }],
      [
        'a trace that begins with it',
        {},
        { traceId: '1-5759e988-bd862e3fe1be46a994272793' },
        { trace: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1' },
      ],
      [
        'a tenant and a name for an Event',
        { invocationType: 'Event' },
        { tenantId: 'blue', durableExecutionName: 'o-1' },
        { type: 'Event', tenant: 'blue', execution: 'o-1' },
      ],
      [
        'the target’s client context rather',
        { clientContext: 'eyJhIjoxfQ==' },
        { clientContext: 'e30=' },
        { context: 'eyJhIjoxfQ==' },
      ],
      [
        'no client context where Lambda ignores it',
        { invocationType: 'Event' },
        { clientContext: 'e30=' },
        { type: 'Event' },
      ],
    ])('%s', async (_, part, payloadPart, expected) => {
      const server = await serve(echo);
      await invoke(
        await openClient(server.url),
        { ...event, ...payloadPart },
        { ...target, ...part },
      );
      const headers = server.requests[0]?.headers;
      expect({
        type: headers?.['x-amz-invocation-type'],
        log: headers?.['x-amz-log-type'],
        context: headers?.['x-amz-client-context'],
        tenant: headers?.['x-amz-tenant-id'],
        execution: headers?.['x-amz-durable-execution-name'],
        trace: headers?.['x-amzn-trace-id'],
      }).toEqual({ type: 'RequestResponse', ...expected });
      expect(headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'x-amz-content-sha256': event.sha256,
        'x-amz-security-token': 'to/ken',
      });
    });

    it('over IPv6', async ({ skip }) => {
      const server = await serve(echo, { host: '::1' }).catch(() => skip('no IPv6 here'));
      const client = await openClient(server.url);
      expect(await invoke(client)).toMatchObject({ kind: 'ok' });
      expect(server.requests[0]?.headers.host).toBe(new URL(server.url).host);
      expect(client.endpoint.isRemote).toBe(false);
    });

    it('over TLS, with its sessions used again', async () => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      const server = await serve(
        (_, socket) => socket.end(answer('200 OK', '{}', { Connection: 'close' })),
        { tls: true },
      );
      const client = await openClient(server.url);
      for (let index = 0; index < 4; index += 1) {
        expect(await invoke(client)).toMatchObject({ kind: 'ok' });
      }
      expect(server.connections.total).toBe(4);
      expect(server.connections.resumed).toBeGreaterThan(0);
    });

    it('one request after the other on one connection', async () => {
      const server = await serve(echo);
      const client = await openClient(server.url);
      for (let index = 0; index < 20; index += 1) await invoke(client);
      expect(server.connections.total).toBe(1);
    });

    it('again after the server closed an idle connection', async () => {
      const server = await serve((_, socket) => {
        socket.write(answer('200 OK'));
        setTimeout(() => socket.end(), 10);
      });
      const client = await openClient(server.url);
      expect(await invoke(client)).toMatchObject({ kind: 'ok' });
      await sleep(50);
      expect(await invoke(client)).toMatchObject({ kind: 'ok' });
    });

    it('each once, whatever comes back', async () => {
      const server = await serve((_, socket) => socket.write(answer('503 Service Unavailable')));
      const client = await openClient(server.url);
      await invoke(client);
      await sleep(50);
      expect(server.requests).toHaveLength(1);
    });

    it('as many at once as may be in flight, each settled once', async () => {
      const held: (() => void)[] = [];
      const server = await serve((request, socket) => {
        held.push(() => socket.write(answer('200 OK', request.body)));
        if (held.length === 64) for (const reply of held) reply();
      });
      const client = await openClient(server.url, { maxInFlight: 64, keepResponses: true });
      const payloads = Array.from({ length: 64 }, (_, index) => payloadOf(String(index)));
      const outcomes = await Promise.all(payloads.map((payload) => invoke(client, payload)));
      expect(outcomes).toEqual(
        payloads.map(({ bytes }) =>
          expect.objectContaining({ kind: 'ok', response: new Uint8Array(bytes) }),
        ),
      );
    });

    it('again after a connection was closed, reset or timed out', async () => {
      let count = 0;
      const server = await serve((_, socket) => {
        count += 1;
        if (count === 1) socket.end(answer('200 OK', '1', { Connection: 'close' }));
        else if (count === 2) socket.resetAndDestroy();
        else if (count === 4) socket.write(answer('200 OK', '4'));
      });
      const client = await openClient(server.url, { maxInFlight: 1, timeoutMs: 300 });
      const kinds = [];
      for (let index = 0; index < 4; index += 1) kinds.push((await invoke(client)).kind);
      expect(kinds).toEqual(['ok', 'transportError', 'transportError', 'ok']);
    });
  });

  describe('gives up', () => {
    it('all that is in flight, at once, when it is aborted; and goes on', async () => {
      let isMute = true;
      const server = await serve((_, socket) => {
        if (!isMute) socket.write(answer('200 OK'));
      });
      const client = await openClient(server.url);
      const pending = Promise.all(Array.from({ length: 10 }, () => invoke(client)));
      await vi.waitFor(() => expect(server.requests).toHaveLength(10));
      client.abortAll();
      expect(await pending).toEqual(Array.from({ length: 10 }, () => ({ kind: 'aborted' })));
      isMute = false;
      expect(await invoke(client)).toMatchObject({ kind: 'ok' });
    });

    it('what is not even connected', async () => {
      const server = await serve(() => undefined, { tls: true, mute: true });
      const client = await openClient(server.url);
      const pending = invoke(client);
      client.abortAll();
      expect(await pending).toEqual({ kind: 'aborted' });
    });

    it('what is in flight when it is closed, and what is sent afterwards', async () => {
      const server = await serve(() => undefined);
      const client = await openClient(server.url);
      const before = invoke(client);
      await client.close();
      expect(await before).toEqual({ kind: 'aborted' });
      expect(await invoke(client)).toEqual({ kind: 'aborted' });
    });

    it('never within the call of send', async () => {
      const client = await openClient('http://127.0.0.1:9', { maxInFlight: 1 });
      const send = client.prepare(target);
      for (const payload of [event, { ...event, clientContext: 'a\nb' }]) {
        let isSending = true;
        const settled = new Promise<boolean>((resolve) => send(payload, () => resolve(isSending)));
        isSending = false;
        expect(await settled).toBe(false);
      }
    });
  });

  describe('refuses', () => {
    it.each<[Partial<InvokeTarget>, RegExp]>([
      [{ functionName: 'check out' }, /not a Lambda function/],
      [{ functionName: 'a:live', qualifier: '1' }, /contradict/],
      [{ clientContext: '{}' }, /not base64/],
      [{ clientContext: 'e30=', invocationType: 'Event' }, /RequestResponse only/],
    ])('the target %j', async (part, message) => {
      const client = await openClient('http://127.0.0.1:9');
      expect(() => client.prepare({ ...target, ...part })).toThrow(message);
    });
  });
});
