import type { LambdaServiceException } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect } from 'vitest';
import type { LocalFunction } from './config.js';
import { HandlerFolder, startTestLambda, type TestLambda } from './test-lambda.fixture.js';

/**
 * One local Lambda for all tests of a file. Its functions are made with a folder for handlers; both are
 * gone when the tests are over.
 */
export function sharedLambda(
  functionsOf: (folder: HandlerFolder) => Record<string, LocalFunction>,
): Pick<TestLambda, 'client' | 'lambda'> {
  const folder = new HandlerFolder();
  let local: TestLambda | undefined;
  const started = (): TestLambda => {
    if (local === undefined) throw new Error('it is started before the first test');
    return local;
  };
  beforeAll(async () => {
    local = await startTestLambda(functionsOf(folder));
  });
  afterAll(async () => {
    await local?.close();
    folder.remove();
  });
  return {
    get client() {
      return started().client;
    },
    get lambda() {
      return started().lambda;
    },
  };
}

/** The error of a call that must be refused. */
export function refusal(
  call: Promise<unknown>,
): Promise<LambdaServiceException & { Reason?: string; Type?: string }> {
  return call.then(
    () => expect.fail('was answered'),
    (error: LambdaServiceException) => error,
  );
}
