import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { InvokeCommand, InvokeWithResponseStreamCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { hasCurl, ProgramFolder, python } from '../core/local/code/programs.fixture.js';
import type { ProcessCode } from '../core/local/config.js';
import {
  accountId,
  fn,
  region,
  startTestLambda,
  type TestLambda,
} from '../core/local/test-lambda.fixture.js';
import { isSampled } from '../core/recorder/sample.js';
import { decodeEnvelope } from '../core/recording/envelope.js';
import type { RecordedEvent } from '../core/recording/event.js';
import { RecordingStore } from '../core/recording/store.js';
import { bareEnvironment, program, reprise, root, start, temporaryFolder } from './cli.fixture.js';

/** Full of what a parser would change, white space at the ends included. */
const payloads = [
  '{"n": 12345678901234567890, "n": 1.0, "e":1E2, "s":"\\u00e9\\/é😀"} \n',
  '{}',
  ' {"stream":null}\r\n\t',
  `{"long":"${'ü'.repeat(300_000)}"}`,
];

const recordRuntime: string[] = [program, 'record', 'runtime'];

/** A function `f` whose runtime is started by `reprise record runtime` with these arguments. */
async function through(
  runtime: (folder: ProgramFolder) => ProcessCode,
  args: readonly string[],
  { timeoutS = 10, starter = recordRuntime } = {},
): Promise<TestLambda> {
  const folder = new ProgramFolder();
  const code = runtime(folder);
  const command = [process.execPath, ...starter, ...args, '--', ...code.command];
  const versions = { 1: { ...code, command } };
  const aliases = { live: { version: '1', weights: {} } };
  const local = await startTestLambda({ f: fn({ timeoutS, versions, aliases }) });
  onTestFinished(async () => {
    await local.close();
    folder.remove();
  });
  return local;
}

interface Answer {
  text: string;
  requestId: string | undefined;
  log: string;
}

async function invoke({ client }: TestLambda, text: string, more = {}): Promise<Answer> {
  const Payload = Buffer.from(text);
  const answer = await client.send(
    new InvokeCommand({ FunctionName: 'f', Qualifier: 'live', Payload, LogType: 'Tail', ...more }),
  );
  return {
    text: Buffer.from(answer.Payload ?? []).toString(),
    requestId: answer.$metadata.requestId,
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

/** The lines in a file once there are so many: a caller may have its answer before the line is there. */
async function lines(file: string, count: number): Promise<RecordedEvent[]> {
  return vi.waitFor(
    () => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const events = text.split('\n').filter(Boolean).map(decodeEnvelope);
      expect(events).toHaveLength(count);
      return events;
    },
    { timeout: 5000 },
  );
}

const texts = (events: readonly RecordedEvent[]): string[] =>
  events.map(({ payload }) => Buffer.from(payload).toString());

function recorded(db: string): RecordedEvent[] {
  const opened = openDatabase(db, { readonly: true });
  try {
    return [...new RecordingStore(opened).records('friday')];
  } finally {
    opened.close();
  }
}

async function imported(source: string): Promise<RecordedEvent[]> {
  const db = path.join(temporaryFolder(), 'r.db');
  const args = ['record', 'import', source, '--as', 'friday', '--db', db];
  const { code, stderr } = await reprise(args);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return recorded(db);
}

const eventFile = (): string => path.join(temporaryFolder(), 'events.jsonl');

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

describe.skipIf(!hasCurl || !existsSync('/bin/sh'))(
  'reprise record runtime with a shell script (needs curl)',
  () => {
    const echo = (folder: ProgramFolder) =>
      folder.shell(
        'echo.sh',
        `
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
headers=$(mktemp); body=$(mktemp)
trap 'rm -f "$headers" "$body"' EXIT
while :; do
  curl -sS -D "$headers" -o "$body" "$api/invocation/next" || exit 1
  id=$(sed -n 's/^lambda-runtime-aws-request-id: *//ip' "$headers" | tr -d '\\r')
  curl -sS -X POST --data-binary "@$body" "$api/invocation/$id/response" >/dev/null
done
`,
      );

    it('records byte for byte, and each event is answered through curl', async () => {
      const file = eventFile();
      const local = await through(echo, ['--out', file]);
      for (const text of payloads) expect((await invoke(local, text)).text).toBe(text);
      expect(texts(await lines(file, payloads.length))).toEqual(payloads);
      expect(texts(await imported(file))).toEqual(payloads);
    });

    it('runs in a layer, from the built files alone', async () => {
      const layer = temporaryFolder();
      for (const name of ['dist', 'package.json']) {
        cpSync(path.join(root, name), path.join(layer, name), { recursive: true });
      }
      const starter = [path.join(layer, 'dist/cmd/record-runtime.js')];
      for (const [flags, recorded] of [
        [[], '{"n":1,"to":"a@example.org"}'],
        [
          ['--redact-builtin', 'email', '--sample', '100%'],
          '{"n":1,"to":"redacted@example.invalid"}',
        ],
      ] as const) {
        const local = await through(echo, flags, { starter });
        const { text, log } = await invoke(local, '{"n":1,"to":"a@example.org"}');
        expect(text).toBe('{"n":1,"to":"a@example.org"}');
        const line = log.split('\n').find((each) => each.startsWith('{"reprise":1,')) ?? '';
        expect(texts([decodeEnvelope(line)])).toEqual([recorded]);
      }
    });
  },
);

describe('reprise record runtime', () => {
  const run = (command: readonly string[]) =>
    reprise(['record', 'runtime', '--out', '-', '--upstream', '127.0.0.1:9', '--', ...command]);
  const node = (source: string): string[] => [process.execPath, '-e', source];

  it('ends as its command ends', async () => {
    expect(await run(node('process.exit(7)'))).toMatchObject({ code: 7, signal: null });
    const killed = await run(node('process.kill(process.pid, "SIGKILL")'));
    expect(killed).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('starts its command with the arguments as they are, and its own address', async () => {
    const source = 'console.log(process.argv.slice(1), process.env.AWS_LAMBDA_RUNTIME_API)';
    const { stdout } = await run([...node(source), '007', '--as', '--', '1.0']);
    expect(stdout).toMatch(/^\[ '007', '--as', '--', '1.0' \] 127\.0\.0\.1:\d+\n$/);
  });

  it('hands signals on', async () => {
    const source =
      'process.on("SIGTERM", () => process.exit(5)); console.log("up"); setInterval(() => {}, 1000)';
    const args = ['record', 'runtime', '--out', '-', '--upstream', '127.0.0.1:9', '--'];
    const { process: child, ended } = start([...args, ...node(source)]);
    child.stdout?.once('data', () => child.kill('SIGTERM'));
    expect(await ended).toMatchObject({ code: 5 });
  });

  it('leaves open the file that the runtimes of Lambda write their logs to', async () => {
    const log = path.join(temporaryFolder(), 'log');
    const file = openSync(log, 'w');
    const command = [...recordRuntime, '--out', '-', '--upstream', '127.0.0.1:9', '--'];
    const source = 'require("node:fs").writeSync(9, "logged")';
    const child = spawn(process.execPath, [...command, ...node(source)], {
      stdio: ['ignore', 'ignore', 'inherit', ...Array(6).fill('ignore'), file],
      env: { ...bareEnvironment(), _LAMBDA_TELEMETRY_LOG_FD: '9' },
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
    closeSync(file);
    expect(readFileSync(log, 'utf8')).toBe('logged');
  });

  it.each([
    ['without a place to record to', ['--upstream', 'localhost:9'], 'not said where'],
    ['with two', ['--out', '-', '--as', 'x'], 'mutually exclusive'],
    ['outside of Lambda', ['--out', '-'], 'No Runtime API'],
    [
      'with a command that is not there',
      ['--out', '-', '--upstream', 'localhost:9', '--', '/nonexistent'],
      'cannot be started',
    ],
  ])('refuses to start %s', async (_name, args, message) => {
    const { code, stderr } = await reprise(['record', 'runtime', ...args]);
    expect([code, stderr]).toEqual([104, expect.stringContaining(message)]);
  });
});
