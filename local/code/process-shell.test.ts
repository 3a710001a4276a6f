import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fn, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import { invokeWithTail } from './invoked.fixture.js';
import { hasCurl, ProgramFolder } from './programs.fixture.js';
import { recordedErrors } from './recorded-errors.fixture.js';

describe.skipIf(!hasCurl || !existsSync('/bin/sh'))('a shell script (needs curl)', () => {
  const folder = new ProgramFolder();
  let local: TestLambda;
  beforeAll(async () => {
    const script = (loop: string) => `
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
while :; do
  event=$(curl -sS -D "$headers" "$api/invocation/next") || exit 1
  id=$(sed -n 's/^lambda-runtime-aws-request-id: *//ip' "$headers" | tr -d '\\r')
  rm -f "$headers"
  ${loop}
done
`;
    const one = (fileName: string, loop: string) =>
      fn({ timeoutS: 1, versions: { 1: folder.shell(fileName, script(loop)) } });
    local = await startTestLambda({
      echo: one(
        'echo.sh',
        'echo "got $event" >&2; curl -sS -X POST --data-binary "$event" "$api/invocation/$id/response" >/dev/null',
      ),
      sleeps: one('sleeps.sh', 'sleep 600'),
      dies: one('dies.sh', 'exit 3'),
      forbidden: fn({
        versions: {
          1: { ...folder.shell('bootstrap', ''), command: [join(folder.path, 'bootstrap')] },
        },
      }),
    });
  });
  afterAll(async () => {
    await local.close();
    folder.remove();
  });

  test('runs', async () => {
    const { text, log, error } = await invokeWithTail(local.client, 'echo', { order: 'ü' });
    expect({ text, error }).toEqual({ text: '{"order":"ü"}', error: undefined });
    expect(log).toContain('got {"order":"ü"}\n');
  });

  test.each([
    ['sleeps', recordedErrors.timeout],
    ['dies', recordedErrors.exitStatus(3)],
    [
      'forbidden',
      `{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: <id> Error: fork/exec ${join(folder.path, 'bootstrap')}: permission denied"}`,
    ],
  ])('%s', async (name, text) => {
    expect(await invokeWithTail(local.client, name)).toMatchObject({
      status: 200,
      error: 'Unhandled',
      text,
    });
  });
});
