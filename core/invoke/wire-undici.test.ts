import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddAnswers } from '../wire/odd-answers.fixture.js';
import type { InvokeClient } from './client.js';
import { invoke } from './clients.fixture.js';
import { createInvokeClient } from './create-client.js';
import type { Outcome } from './outcome.js';
import {
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from './scripted-server.fixture.js';

/** Where the two come to different outcomes, and why that is right: docs/wire.md has the same list. */
const differences: Readonly<Record<string, string>> = {
  'HTTP/1.0, chunked': 'RFC 9112, 6.1: its framing is faulty',
  'HTTP/2': 'nobody has asked for it, and it does not look like this',
  'an empty line first': 'RFC 9112, 2.2 allows it before a request only',
  'chunked twice': 'RFC 9112, 6.1: a sender must not',
  'chunked in another coding': 'the body would be unreadable: no coding was asked for',
  'another coding': 'the body would be unreadable: no coding was asked for',
  'blanks around a value': 'RFC 9110, 5.5 allows them; undici reads no length there',
  'a 204 with a length': 'RFC 9110, 8.6: it has no body, whatever it says',
  'a 304 with a length': 'RFC 9110, 8.6: the length of what was not sent',
};

let script: Script = () => undefined;
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer((request, socket) => script(request, socket));
});

afterAll(() => server.close());

/** By a client of its own: whether a connection that the server closes is used again is a matter of chance. */
async function outcomeBy(name: 'fast' | 'undici'): Promise<Outcome> {
  const client: InvokeClient = await createInvokeClient({
    ...{ client: name, region: 'eu-west-1', endpointUrl: server.url },
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    ...{ maxInFlight: 1, timeoutMs: 10_000, connectTimeoutMs: 5000, keepResponses: true },
  });
  const outcome = await invoke(client);
  await client.close();
  return outcome;
}

/** What is a matter of words between the two: both say that there was no answer. */
function comparable(outcome: Outcome): object {
  return outcome.kind === 'transportError' ? { kind: outcome.kind } : outcome;
}

async function both(answer: Buffer): Promise<[wire: object, undici: object]> {
  script = (_, socket) => socket.end(answer);
  const [wire, undici] = await Promise.all([outcomeBy('fast'), outcomeBy('undici')]);
  return [comparable(wire), comparable(undici)];
}

/** All of them take seven seconds; the reader's own test takes them all. */
const step = process.env.WIRE_FUZZ === undefined ? 8 : 1;

describe('core/wire and undici come to the same outcome', () => {
  it.each(
    oddAnswers.map(([odd, , text], index) => [odd, Buffer.from(text, 'latin1'), index] as const),
  )('%s', async (odd, answer, index) => {
    const [wire, undici] = await both(answer);
    if (odd in differences) expect(wire).not.toEqual(undici);
    else expect(wire).toEqual(undici);
    for (let end = index % step; end < answer.length; end += step) {
      const [cutWire, cutUndici] = await both(answer.subarray(0, end));
      if (!(odd in differences)) expect([end, cutWire]).toEqual([end, cutUndici]);
    }
  });
});
