import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpusFiles, corpusTest } from '../base/corpus.fixture.js';
import { awkwardDocuments } from '../json/edges.fixture.js';
import type { InvokeClient, Payload, Send } from './client.js';
import { type ClientName, clientNames, createInvokeClient } from './create-client.js';
import type { Outcome } from './outcome.js';
import {
  answer,
  payloadOf,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.fixture.js';

let script: Script = () => undefined;
let server: ScriptedServer;
const clients: InvokeClient[] = [];
const sends = new Map<ClientName, Send>();

beforeAll(async () => {
  server = await startScriptedServer((request, socket) => script(request, socket));
  for (const name of clientNames) {
    const client = await createInvokeClient({
      client: name,
      region: 'eu-west-1',
      endpointUrl: server.url,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxInFlight: 16,
      timeoutMs: 10_000,
      connectTimeoutMs: 5_000,
      keepResponses: true,
    });
    clients.push(client);
    sends.set(
      name,
      client.prepare({
        functionName: 'checkout',
        invocationType: 'RequestResponse',
        logType: 'Tail',
      }),
    );
  }
});

afterAll(async () => {
  for (const client of clients) await client.close();
  await server.close();
});

function invoke(client: ClientName, payload: Payload): Promise<Outcome> {
  return new Promise((resolve) => sends.get(client)?.(payload, resolve));
}

/** The outcome, if both clients come to the same. */
async function agreed(payload = payloadOf('{}')): Promise<Outcome> {
  const [fast, sdk] = await Promise.all([invoke('fast', payload), invoke('sdk', payload)]);
  expect(fast).toEqual(sdk);
  return fast;
}

describe('both clients come to the same outcome', () => {
  it('wherever an answer breaks off', async () => {
    const whole = answer('200 OK', '{"errorType":"E","errorMessage":"größer"}', {
      'x-amzn-RequestId': '4f1c2a5e',
      'X-Amz-Function-Error': 'Unhandled',
      Connection: 'close',
    });
    for (let length = 0; length <= whole.length; length += 1) {
      script = (_, socket) => socket.end(whole.subarray(0, length));
      const { kind } = await agreed();
      expect([length, kind]).toEqual([
        length,
        length === whole.length ? 'functionError' : 'transportError',
      ]);
    }
  });

  it('whatever the status, the headers and the body, in however many pieces', async () => {
    const text = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
    const headers = fc.record(
      {
        'x-amzn-RequestId': fc.uuid(),
        'x-amzn-ErrorType': fc.oneof(text, fc.constant('a#ServiceException:http://x')),
        'X-Amz-Function-Error': fc.constantFrom('Unhandled', 'Handled'),
        'X-Amz-Executed-Version': fc.constantFrom('$LATEST', '12'),
        'X-Amz-Log-Result': fc.oneof(fc.base64String(), text),
        'Retry-After': fc.oneof(fc.nat().map(String), text),
        'Content-Type': fc.constantFrom('application/json', 'text/html', 'text/html; charset=x'),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(json)),
      fc
        .dictionary(
          fc.constantFrom('errorType', 'errorMessage', 'message', 'Message', 'code', 'Reason'),
          fc.oneof(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
        )
        .map((object) => Buffer.from(JSON.stringify(object))),
    );
    const status = fc.constantFrom(
      ...Object.keys(STATUS_CODES).filter(
        (code) => Number(code) >= 200 && !/^(204|304)$/.test(code),
      ),
    );
    const split = fc.nat();
    await fc.assert(
      fc.asyncProperty(status, headers, body, split, async (code, fields, bytes, at) => {
        const whole = answer(`${code} ${STATUS_CODES[code]}`, bytes, { ...fields });
        const cut = at % whole.length;
        script = (_, socket) => {
          socket.write(whole.subarray(0, cut));
          setImmediate(() => socket.write(whole.subarray(cut)));
        };
        expect(await agreed()).toHaveProperty('statusCode', Number(code));
      }),
      { numRuns: 150 },
    );
  });
});

/** Sends documents to a function that gives its event back, through one client. */
async function expectEchoes(
  client: ClientName,
  documents: Iterable<readonly [what: string, bytes: Buffer]>,
): Promise<void> {
  script = (request, socket) => socket.write(answer('200 OK', request.body));
  for (const [what, document] of documents) {
    const payload = payloadOf(document);
    const outcome = await invoke(client, payload);
    const response = outcome.kind === 'ok' ? outcome.response : undefined;
    expect([client, what, payloadOf(response ?? '').sha256]).toEqual([
      client,
      what,
      payload.sha256,
    ]);
  }
}

describe('payloads arrive byte for byte', () => {
  it.each(clientNames)('at the edges of JSON, through the %s client', (client) =>
    expectEchoes(client, awkwardDocuments),
  );

  corpusTest('real events too', 'events', async () => {
    const files = corpusFiles('events');
    expect(files.length).toBeGreaterThan(100);
    const events = files.map((file) => [file, readFileSync(file)] as const);
    for (const client of clientNames) await expectEchoes(client, events);
  });
});
