import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type {
  HandlerCode,
  LocalFunction,
  LocalLambda,
  LocalLambdaConfig,
  SyntheticCode,
} from './config.js';
import { startLocalLambda } from './start.js';

export const region = 'eu-west-1';
export const accountId = '111111111111';

/** A synthetic function that answers at once what it got. */
export function synthetic(changes: Partial<SyntheticCode> = {}): SyntheticCode {
  return {
    kind: 'synthetic',
    latency: { p50Ms: 0, p99Ms: 0 },
    coldStart: { p50Ms: 0, p99Ms: 0 },
    errorRate: 0,
    errorType: 'Error',
    errorMessage: 'synthetic failure',
    maxMemoryUsedMb: 64,
    response: 'echo',
    ...changes,
  };
}

export function fn(changes: Partial<LocalFunction> = {}): LocalFunction {
  return {
    timeoutS: 3,
    memoryMb: 128,
    versions: { $LATEST: synthetic() },
    aliases: {},
    ...changes,
  };
}

export function configOf(
  functions: Record<string, LocalFunction>,
  changes: Partial<LocalLambdaConfig> = {},
): LocalLambdaConfig {
  return {
    seed: 1,
    region,
    accountId,
    host: '127.0.0.1',
    port: 0,
    account: { concurrency: 1000 },
    functions,
    ...changes,
  };
}

/** A local Lambda and the real SDK's client for it. */
export interface TestLambda {
  lambda: LocalLambda;
  client: LambdaClient;
  close(): Promise<void>;
}

/** Starts a local Lambda on a free port, and a client that never retries. */
export async function startTestLambda(
  functions: Record<string, LocalFunction>,
  changes: Partial<LocalLambdaConfig> = {},
): Promise<TestLambda> {
  const lambda = await startLocalLambda(configOf(functions, changes));
  const client = clientOf(lambda);
  const close = async (): Promise<void> => {
    client.destroy();
    await lambda.close();
  };
  return { lambda, client, close };
}

/** The real SDK, one attempt for each call. */
export function clientOf({ url, credentials }: LocalLambda): LambdaClient {
  return new LambdaClient({
    endpoint: url,
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: { httpAgent: { maxSockets: 500, keepAlive: true } },
  });
}

/** Handler modules in a folder of their own. */
export class HandlerFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'handlers-'));

  /** Writes a module, and says how a version runs it. */
  code(fileName: string, source: string, changes: Partial<HandlerCode> = {}): HandlerCode {
    const modulePath = join(this.path, fileName);
    writeFileSync(modulePath, source);
    return { kind: 'handler', modulePath, exportName: 'handler', environment: {}, ...changes };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
