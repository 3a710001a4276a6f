import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { defined } from '../../core/base/defined.js';
import type { SandboxIdentity } from '../functions/sandbox.js';
import { type AccessKey, localSessionToken } from '../signature/credentials.js';

/**
 * The environment variables that Lambda sets for every runtime (AWS Lambda guide, "Defined runtime
 * environment variables"; recorded 2026-01: introspection_invoke). Nothing of this process's own
 * environment goes in: the person's real credentials are not the function's. Where the service names
 * an address on the link of its sandbox, this names loopback: nothing listens there.
 */
export function lambdaEnvironment(
  identity: SandboxIdentity,
  credentials: AccessKey,
): Record<string, string> {
  return {
    AWS_REGION: identity.region,
    AWS_DEFAULT_REGION: identity.region,
    AWS_LAMBDA_FUNCTION_NAME: identity.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: identity.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(identity.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: identity.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: identity.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.logStreamName,
    ...(identity.logFormat === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: localSessionToken,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    _AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}

/** What the managed Node.js runtimes have beside it (recorded 2026-01), `/var/lang/bin` being where Node is here. */
export function nodeEnvironment(taskRoot: string): Record<string, string> {
  const major = process.versions.node.split('.')[0];
  return {
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x`,
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    LAMBDA_TASK_ROOT: taskRoot,
    NODE_PATH: `/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:${taskRoot}`,
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin/:/bin:/opt/bin`,
    PWD: taskRoot,
    SHLVL: '0',
  };
}

/** Where programs of this machine are looked for: a `command` may be a bare name. */
export function searchPath(): Record<string, string> {
  return defined({ PATH: process.env.PATH }) as Record<string, string>;
}

/**
 * The trace that Lambda starts for an invocation that came without one, not sampled (AWS X-Ray
 * guide, "Tracing header").
 */
export function createTraceId(): string {
  const epochS = Math.floor(Date.now() / 1000).toString(16);
  const root = `1-${epochS}-${randomBytes(12).toString('hex')}`;
  return `Root=${root};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
