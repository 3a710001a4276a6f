import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLoggedEvent } from '../core/recording/files/log-message.js';
import { invokeFunction } from '../local/code/invoked.fixture.js';
import {
  fn,
  HandlerFolder,
  startTestLambda,
  type TestLambda,
} from '../local/test-lambda.fixture.js';
import { root } from './cli.fixture.js';

const recorder = path.join(root, 'dist/recorder/index.js');

describe('recordEvents in functions of the local Lambda', () => {
  const folder = new HandlerFolder();
  let local: TestLambda;

  beforeAll(async () => {
    const module = (name: string, source: string, changes = {}) =>
      fn({
        versions: {
          1: folder.code(
            `${name}.mjs`,
            `import { recordEvents } from ${JSON.stringify(recorder)};\nexport const handler = ${source};\n`,
          ),
        },
        aliases: { live: { version: '1', weights: {} } },
        ...changes,
      });
    const act = `async (event) => {
      if (event.fail) throw new TypeError(event.fail);
      if (event.exit) process.exit(3);
      if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
      return event;
    }`;
    local = await startTestLambda({
      plain: module('plain', `recordEvents(${act})`),
      json: module('json', `recordEvents(${act}, { outcome: true })`, { logFormat: 'JSON' }),
      ended: module('ended', `recordEvents(${act}, { outcome: true })`, { timeoutS: 1 }),
      calls: module(
        'calls',
        `recordEvents((event, context, callback) => {
          context.callbackWaitsForEmptyEventLoop = false;
          setTimeout(() => callback(event.fail ? new RangeError(event.fail) : null, event), 10);
        }, { outcome: true })`,
      ),
      waits: module(
        'waits',
        'recordEvents((event, context, callback) => callback(null, event), { outcome: true })',
      ),
      silent: module('silent', 'recordEvents((event) => {}, { outcome: true })'),
      streams: module(
        'streams',
        `awslambda.streamifyResponse(recordEvents(async (event, stream) => {
          stream.write('one');
          stream.end('two');
        }, { outcome: true }))`,
      ),
    });
  });
  afterAll(async () => {
    await local.close();
    folder.remove();
  });

  /** The answer, and the events that an importer finds in the log. */
  async function invoke(name: string, event: object) {
    const more = { Qualifier: 'live', LogType: 'Tail' } as const;
    const { text, log, requestId } = await invokeFunction(local.client, name, event, more);
    const found = log.split('\n').map((line) => findLoggedEvent(line, { marker: 'reprise' }));
    const events = found.flatMap((each) => (each?.kind === 'event' ? [each.event] : []));
    return { text, requestId, events };
  }

  it.each([
    ['plain', { n: 1 }, {}],
    ['json', { n: 1 }, { durationMs: expect.any(Number) }],
    ['json', { fail: 'no such order' }, failed('TypeError')],
    ['calls', { n: 1 }, { durationMs: expect.any(Number) }],
    ['calls', { fail: 'no such order' }, failed('RangeError')],
    ['waits', { n: 1 }, { durationMs: expect.any(Number) }],
    ['silent', { n: 1 }, {}],
    ['ended', { exit: 3 }, {}],
    ['ended', { sleep: 60_000 }, {}],
  ])('%s is given %j', async (name, event, outcome) => {
    const { events, requestId } = await invoke(name, event);
    expect(events).toEqual([
      {
        payload: Buffer.from(JSON.stringify(event)),
        capturedAtUs: expect.any(Number),
        functionName: name,
        qualifier: 'live',
        outcome: { requestId, executedVersion: '1', ...outcome },
      },
    ]);
  });

  it('answers what it would have answered', async () => {
    expect((await invoke('plain', { n: 1 })).text).toBe('{"n":1}');
    expect((await invoke('calls', { n: 1 })).text).toBe('{"n":1}');
    expect(JSON.parse((await invoke('calls', { fail: 'x' })).text)).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'x',
    });
  });

  it('streams what it would have streamed', async () => {
    const { EventStream = [] } = await local.client.send(
      new InvokeWithResponseStreamCommand({
        ...{ FunctionName: 'streams', Payload: Buffer.from('{"n":1}'), LogType: 'Tail' },
      }),
    );
    let text = '';
    let log = '';
    for await (const { PayloadChunk, InvokeComplete } of EventStream) {
      text += Buffer.from(PayloadChunk?.Payload ?? []).toString();
      log += Buffer.from(InvokeComplete?.LogResult ?? '', 'base64').toString();
    }
    expect(text).toBe('onetwo');
    expect(log).toContain('\\"n\\":1');
    expect(log).toContain('durationMs');
  });
});

function failed(errorType: string) {
  const functionError = 'Unhandled';
  return {
    functionError,
    errorType,
    errorMessage: 'no such order',
    durationMs: expect.any(Number),
  };
}

describe('the package', () => {
  it('exports recordEvents as reprise/recorder', () => {
    const source =
      "import { recordEvents } from 'reprise/recorder'; console.log(typeof recordEvents)";
    const args = ['--input-type=module', '-e', source];
    expect(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })).toBe(
      'function\n',
    );
  });

  it('has a recorder of one file, which loads nothing else into the function', () => {
    const text = readFileSync(recorder, 'utf8');
    expect(text).toContain('recordEvents');
    expect(text).not.toMatch(/^(?:import\b|export .* from\b)|\b(?:import|require)\(/m);
  });
});
