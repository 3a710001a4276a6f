import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpusTest } from '../../core/base/corpus.fixture.js';
import { recordings, recordingsFile } from '../recordings.fixture.js';
import { fn, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import { type Invoked, invokeWithTail } from './invoked.fixture.js';
import { ProgramFolder, python } from './programs.fixture.js';

// The published runtime clients, as a `command:` runs them, and what was recorded from the service
// for the same function. What they are and what could not be tried: docs/local-lambda.md.

/** A client in a language: how it is started, and the function that fails as the recorded one did. */
interface Client {
  recorded: string;
  fileName: string;
  source: string;
  /** Beside the one before, one that fails in its init phase. */
  initSource: string;
  command: string[];
  handlerName: string;
  isThere: boolean;
}

const host = fileURLToPath(new URL('../../test/aws-lambda-ric/host.mjs', import.meta.url));

function canImport(module: string): boolean {
  try {
    execFileSync(python ?? 'python3', ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const clients: Record<string, Client> = {
  'aws-lambda-ric 3.3.0': {
    recorded: 'nodejs20.x',
    fileName: 'index.mjs',
    source: 'export const handler = async () => { throw new Error("Error: some_error_msg"); };',
    initSource: 'throw new Error("Runtime startup fails"); export const handler = 1;',
    command: [process.execPath, host, 'index.handler'],
    handlerName: 'index.handler',
    isThere: true,
  },
  'awslambdaric (needs python3 with awslambdaric)': {
    recorded: 'python3.11',
    fileName: 'handler.py',
    source: 'def handler(event, context):\n    raise Exception("Failed: some_error_msg")\n',
    initSource: 'raise Exception("Runtime startup fails")\n',
    command: [python ?? 'python3', '-m', 'awslambdaric', 'handler.handler'],
    handlerName: 'handler.handler',
    isThere: canImport('awslambdaric'),
  },
};

describe.each(Object.entries(clients))('%s', (_name, client) => {
  const { recorded, fileName, source, initSource, command, handlerName, isThere } = client;
  const folders = [new ProgramFolder(), new ProgramFolder()] as const;
  let local: TestLambda | undefined;
  let failed: Invoked;
  let failedInit: Invoked;

  beforeAll(async () => {
    if (!isThere) return;
    const one = (folder: ProgramFolder, text: string) =>
      fn({
        timeoutS: 30,
        versions: { $LATEST: folder.program(command, fileName, text, { handlerName }) },
      });
    local = await startTestLambda({
      fails: one(folders[0], source),
      failsInInit: one(folders[1], initSource),
    });
    failed = await invokeWithTail(local.client, 'fails');
    failedInit = await invokeWithTail(local.client, 'failsInInit');
  });
  afterAll(async () => {
    await local?.close();
    for (const folder of folders) folder.remove();
  });

  test.skipIf(!isThere)('serves, and its error is the function error', () => {
    expect(failed).toMatchObject({ status: 200, error: 'Unhandled' });
    expect(JSON.parse(failed.text).errorMessage).toContain('some_error_msg');
    expect(failed.log).toMatch(/^START RequestId: <id> Version: \$LATEST\n/m);
  });

  test.skipIf(!isThere)(
    'what it throws in its init phase is the function error, twice reported',
    () => {
      expect(JSON.parse(failedInit.text)).toMatchObject({ errorMessage: 'Runtime startup fails' });
      // Recorded 2025-11 of Python: runtime_error. There was no request to name.
      expect(JSON.parse(failedInit.text).requestId ?? '').toBe('');
      const reports = failedInit.log.match(/^INIT_REPORT .*Status: error/gm);
      expect(reports).toHaveLength(2);
    },
  );

  corpusTest('its error has the members that were recorded, in their order', recordingsFile, () => {
    if (!isThere) return;
    const id = `common::TestLambdaRuntimesCommon::test_uncaught_exception_invoke[${recorded}]`;
    const { Payload } = Object(recordings[id]?.['recorded-content'].error_result);
    const body = JSON.parse(failed.text);
    expect(Object.keys(body)).toEqual(Object.keys(Payload));
    expect([body.errorType, body.errorMessage]).toEqual([Payload.errorType, Payload.errorMessage]);
  });
});
