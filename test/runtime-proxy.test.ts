import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it, vi } from 'vitest';
import { type ProgramFolder, python } from '../local/code/programs.fixture.js';
import { accountId, region } from '../local/test-lambda.fixture.js';
import { isSampled } from '../recorder/sample.js';
import { reprise, temporaryFolder } from './cli.fixture.js';
import {
  type Answer,
  eventFile,
  imported,
  invoke,
  lines,
  payloads,
  recorded,
  texts,
  through,
} from './runtime-proxy.fixture.js';

describe.skipIf(python === undefined)('reprise record runtime with Python (needs python3)', () => {
  const app = (source: string) => (folder: ProgramFolder) => folder.python('app.py', source);
  const acts = app(`
def handler(event, headers):
    if 'raise' in event: raise Failure(event['raise'])
    if 'exit' in event: os._exit(event['exit'])
    if 'signal' in event: os.kill(os.getpid(), event['signal'])
    if 'sleep' in event: time.sleep(event['sleep'])
    if 'size' in event: return 'x' * event['size']
    return {k.lower(): v for k, v in headers.items()}
`);

  it('records what the runtime is given, byte for byte, as lines that record import reads', async () => {
    const file = eventFile();
    const local = await through(acts, ['--out', file]);
    const ClientContext = Buffer.from('{"custom":{"k":"v"}}').toString('base64');
    const beforeUs = Date.now() * 1000;
    const answers: Answer[] = [];
    for (const text of payloads) answers.push(await invoke(local, text, { ClientContext }));
    const events = await lines(file, payloads.length);
    expect(texts(events)).toEqual(payloads);
    const headers = JSON.parse(answers[0]?.text ?? '');
    expect(events[0]).toEqual({
      payload: Buffer.from(payloads[0] ?? ''),
      capturedAtUs: expect.any(Number),
      functionName: 'f',
      qualifier: 'live',
      clientContext: ClientContext,
      tags: {
        invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:f:live`,
        deadlineMs: headers['lambda-runtime-deadline-ms'],
        traceId: headers['lambda-runtime-trace-id'],
      },
      outcome: { requestId: answers[0]?.requestId, durationMs: expect.any(Number) },
    });
    // The clocks differ by a fraction of a millisecond.
    expect(events[0]?.capturedAtUs).toBeGreaterThan(beforeUs - 2000);
    expect(events.map(({ outcome }) => outcome?.requestId)).toEqual(
      answers.map(({ requestId }) => requestId),
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await imported(file)).map((event) => ({ ...event, payload: '' }))).toEqual(
      events.map((event) => expect.objectContaining({ ...event, payload: '' })),
    );
    expect(texts(await imported(file))).toEqual(payloads);
  });

  it('records how each invocation ended', async () => {
    const file = eventFile();
    const local = await through(acts, ['--out', file], { timeoutS: 2 });
    const wanted: [event: string, answer: RegExp, outcome: object][] = [
      ['{}', /content-length/, {}],
      [
        '{"raise":"no such order"}',
        /Failure/,
        { errorType: 'Failure', errorMessage: 'no such order' },
      ],
      [
        '{"exit":3}',
        /exit status 3/,
        {
          errorType: 'Runtime.ExitError',
          errorMessage: 'Runtime exited with error: exit status 3',
        },
      ],
      [
        '{"exit":0}',
        /without providing a reason/,
        {
          errorType: 'Runtime.ExitError',
          errorMessage: 'Runtime exited without providing a reason',
        },
      ],
      [
        '{"signal":11}',
        /segmentation fault/,
        {
          errorType: 'Runtime.ExitError',
          errorMessage: 'Runtime exited with error: signal: SIGSEGV',
        },
      ],
      ['{"size":6291555}', /ResponseSizeTooLarge/, { errorType: 'Function.ResponseSizeTooLarge' }],
    ];
    for (const [event, answer] of wanted) expect((await invoke(local, event)).text).toMatch(answer);
    const events = await lines(file, wanted.length);
    expect(texts(events)).toEqual(wanted.map(([event]) => event));
    for (const [index, { outcome }] of events.entries()) {
      const [, , expected] = wanted[index] ?? [];
      const { requestId, durationMs, functionError, ...rest } = outcome ?? {};
      expect(rest).toEqual(expected);
      expect(functionError).toBe(index === 0 ? undefined : 'Unhandled');
      expect([typeof requestId, typeof durationMs]).toEqual(['string', 'number']);
    }
  });

  it('records an event whose invocation times out, before Lambda ends the process', async () => {
    const file = eventFile();
    const local = await through(acts, ['--out', file], { timeoutS: 1 });
    const { text, requestId } = await invoke(local, '{"sleep":60}');
    expect(text).toContain('Task timed out after 1.00 seconds');
    expect((await lines(file, 1)).map(({ outcome }) => outcome)).toEqual([{ requestId }]);
  });

  it('passes streamed responses on as they come, with the errors in their trailers', async () => {
    const file = eventFile();
    const local = await through(acts, ['--out', file]);
    const stream = async (event: object): Promise<[string[], string | undefined]> => {
      const Payload = Buffer.from(JSON.stringify(event));
      const { EventStream = [] } = await local.client.send(
        new InvokeWithResponseStreamCommand({ FunctionName: 'f', Qualifier: 'live', Payload }),
      );
      const chunks: string[] = [];
      let error: string | undefined;
      for await (const { PayloadChunk, InvokeComplete } of EventStream) {
        if (PayloadChunk) chunks.push(Buffer.from(PayloadChunk.Payload ?? []).toString());
        error ??= InvokeComplete?.ErrorDetails;
      }
      return [chunks, error];
    };
    // 50 ms apart: chunks that arrive one by one have not waited for each other.
    expect(await stream({ stream: ['one', 'two', 'three'] })).toEqual([
      ['one', 'two', 'three'],
      undefined,
    ]);
    expect(await stream({ stream: ['one'], error: 'Broken' })).toEqual([
      ['one'],
      expect.stringContaining('Broken'),
    ]);
    const [, cut] = await stream({ stream: ['one'], error: 'cut' });
    expect(cut).toContain('Runtime.TruncatedResponse');
    const [whole, broken, truncated] = await lines(file, 3);
    expect(whole?.outcome).toEqual({
      requestId: expect.any(String),
      durationMs: expect.any(Number),
    });
    const streamed = { operation: 'InvokeWithResponseStream' };
    expect([whole, broken, truncated].map((event) => event?.tags)).toMatchObject([
      ...[streamed, streamed, streamed],
    ]);
    expect(broken?.outcome).toMatchObject({ errorType: 'Broken', errorMessage: 'mid-stream' });
    expect(truncated?.outcome).toMatchObject({ errorType: 'Runtime.TruncatedResponse' });
  });

  it('writes into the log of the function, and what record import makes of that', async () => {
    const local = await through(app('def handler(event, headers):\n    print("working")\n'), [
      ...['--out', '-', '--max-bytes', '2000'],
    ]);
    const [first, long] = [
      await invoke(local, payloads[0] ?? ''),
      await invoke(local, payloads[3] ?? ''),
    ];
    expect(first.log).toMatch(/^working\n\{"reprise":1,.*\}\nEND /m);
    expect(long.log).toMatch(
      new RegExp(
        `^reprise: skipped an event: \\d{6} bytes, max-bytes 2000, request ${long.requestId}$`,
        'm',
      ),
    );
    const file = path.join(temporaryFolder(), 'log.json');
    const messages = `${first.log}${long.log}`.split('\n');
    const events = messages.map((message) => ({ timestamp: 1_700_000_000_000, message }));
    writeFileSync(file, JSON.stringify({ events, searchedLogStreams: [] }));
    const [event, ...others] = await imported(file);
    expect(others).toEqual([]);
    expect(event?.payload.toString()).toBe(Buffer.from(payloads[0] ?? '').toString());
    expect(event?.outcome).toMatchObject({ requestId: first.requestId });
  });

  it('writes into a recording', async () => {
    const db = path.join(temporaryFolder(), 'r.db');
    const local = await through(acts, ['--as', 'friday', '--append', '--db', db]);
    await invoke(local, payloads[0] ?? '');
    await invoke(local, '{"raise":"no such order"}');
    const events = await vi.waitFor(
      () => {
        const found = recorded(db);
        expect(found.flatMap(({ outcome }) => outcome ?? [])).toHaveLength(2);
        return found;
      },
      { timeout: 5000 },
    );
    expect(texts(events)).toEqual([payloads[0], '{"raise":"no such order"}']);
    expect(events[1]?.outcome).toMatchObject({ errorType: 'Failure' });
  });

  it('hides in lines and in a recording what the rules find, and the runtime sees it', async () => {
    const secret = '{"user":"ann","raise":"of bob@example.org","n":1.0}';
    const hidden = '{"user":"***","raise":"of redacted@example.invalid","n":1.0}';
    const rules = ['--redact-key', 'user', '--redact-builtin=email'];
    const file = eventFile();
    const lined = await through(acts, ['--out', file, ...rules]);
    expect((await invoke(lined, secret)).text).toContain('of bob@example.org');
    const [line] = await lines(file, 1);
    expect(line?.payload.toString()).toBe(hidden);
    expect(line?.outcome?.errorMessage).toBe('of redacted@example.invalid');
    const db = path.join(temporaryFolder(), 'r.db');
    const kept = await through(acts, ['--as', 'friday', '--db', db, ...rules]);
    expect((await invoke(kept, secret)).text).toContain('of bob@example.org');
    const event = await vi.waitFor(
      () => {
        const [found] = recorded(db);
        expect(found?.outcome).toBeDefined();
        return found;
      },
      { timeout: 5000 },
    );
    expect(Buffer.from(event?.payload ?? '').toString()).toBe(hidden);
    expect(event?.outcome?.errorMessage).toBe('of redacted@example.invalid');
    const { stdout } = await reprise(['recordings', 'show', 'friday', '--db', db]);
    expect(stdout).toMatch(/redacted +key user mask 1, builtin email mask 2/);
  });

  it('records a share of the events, and none that is too long', async () => {
    const db = path.join(temporaryFolder(), 'r.db');
    const args = ['--as', 'friday', '--db', db, '--sample', '50%', '--max-bytes', '2000'];
    const local = await through(acts, args);
    const sent: Answer[] = [];
    for (let n = 0; n < 24; n++) sent.push(await invoke(local, '{}'));
    // Long ones until one is drawn: nothing is said of those that are not.
    let long = await invoke(local, payloads[3] ?? '');
    for (let n = 0; n < 40 && !isSampled(long.requestId ?? '', 0.5); n++) {
      long = await invoke(local, payloads[3] ?? '');
    }
    expect(long.log).toContain(`max-bytes 2000, request ${long.requestId}`);
    const drawn = sent.flatMap(({ requestId = '' }) =>
      isSampled(requestId, 0.5) ? [requestId] : [],
    );
    await vi.waitFor(
      () => expect(recorded(db).map(({ outcome }) => outcome?.requestId)).toEqual(drawn),
      { timeout: 5000 },
    );
  });

  it('passes errors of the init phase on', async () => {
    const source =
      'post("init/error", {"errorMessage": "no table", "errorType": "ConfigError"})\nsys.exit(1)\n';
    const local = await through(app(source), ['--out', eventFile()]);
    const { text } = await invoke(local, '{}');
    expect(text).toBe('{"errorMessage": "no table", "errorType": "ConfigError"}');
  });

  it('never fails a call because it cannot record', async () => {
    const local = await through(acts, ['--out', '/nonexistent/events.jsonl']);
    const { text, log } = await invoke(local, '{}');
    expect(JSON.parse(text)).toHaveProperty('lambda-runtime-aws-request-id');
    expect(log).toContain('reprise: ENOENT');
    expect((await invoke(local, '{}')).log).not.toContain('reprise');
  });
});
