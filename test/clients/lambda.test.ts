import { beforeAll, describe, expect, test } from 'vitest';
import { startTestLambda } from '../../local/test-lambda.fixture.js';
import { type Came, type Client, pythonClient } from './clients.fixture.js';
import { control } from './control-calls.fixture.js';
import { type Expected, functions, invocations } from './lambda-calls.fixture.js';
import { sdkClient } from './sdk-client.fixture.js';

// The clients that people have, against the local Lambda: each sends the same calls and must see the same.
// Another service of the local endpoint gets a test of its own beside this one, with its calls in a
// fixture and the same clients.

const clients: Client[] = [
  sdkClient,
  pythonClient('boto3', 'boto3', 'boto3-runner.py'),
  pythonClient('aws CLI', 'awscli.clidriver', 'aws-cli-runner.py'),
];

const groups = { ...invocations, ...control };
const calls = Object.values(groups).flat();

for (const client of clients) {
  const isThere = client.isThere ? '' : ` (skipped: ${client.name} is not installed)`;
  describe.skipIf(!client.isThere)(`${client.name}${isThere}`, () => {
    const came = new Map<Expected, Came>();
    beforeAll(async () => {
      const local = await startTestLambda(functions);
      try {
        const all = await client.send(local.lambda.url, calls);
        for (const [i, call] of calls.entries()) came.set(call, all[i] ?? {});
      } finally {
        await local.close();
      }
    });

    for (const [group, expected] of Object.entries(groups)) {
      test.for(expected)(`${group}: $title`, (call, { skip }) => {
        const seen = came.get(call) ?? {};
        skip(seen.unsupported !== undefined, seen.unsupported);
        expectCame(seen, call.came);
      });
    }
  });
}

/** Status and class where the client tells them: the aws CLI does not. */
function expectCame(seen: Came, expected: Partial<Came>): void {
  const { status, error, ...rest } = expected;
  expect(seen).toMatchObject(rest);
  if (seen.status !== undefined && status !== undefined) expect(seen.status).toBe(status);
  if (error === undefined) return;
  const { status: errorStatus, ...said } = error;
  expect(seen.error).toMatchObject(said);
  if (seen.error?.status !== undefined && errorStatus !== undefined) {
    expect(seen.error.status).toBe(errorStatus);
  }
  expect(seen.error?.ownClass ?? true, 'it is thrown as a class of its own').toBe(true);
}
