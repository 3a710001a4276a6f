import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeEnvelope } from '../core/recording/envelope.js';
import { hasCurl, type ProgramFolder } from '../local/code/programs.fixture.js';
import { bareEnvironment, reprise, root, start, temporaryFolder } from './cli.fixture.js';
import {
  eventFile,
  imported,
  invoke,
  lines,
  payloads,
  recordRuntime,
  texts,
  through,
} from './runtime-proxy.fixture.js';

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

    it('runs in a layer, from its own files alone', async () => {
      const layer = temporaryFolder();
      const files = ['dist/cmd/record-runtime.js', 'dist/cmd/record-runtime', 'package.json'];
      for (const name of files) {
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

it('reprise-record-runtime says how it is used', () => {
  const starter = path.join(root, 'dist/cmd/record-runtime.js');
  const text = execFileSync(process.execPath, [starter, '--help'], { encoding: 'utf8' });
  expect(text).toMatch(/^reprise-record-runtime \[--out FILE\].*\n\nStarts a Lambda runtime/);
});

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
