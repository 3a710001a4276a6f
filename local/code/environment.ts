import { randomBytes } from 'node:crypto';
import { defined } from '../../core/base/defined.js';
import type { SandboxIdentity } from '../functions/sandbox.js';
import type { AccessKey } from '../signature/credentials.js';

/**
 * The environment variables that Lambda sets for every runtime (AWS Lambda guide, "Defined runtime
 * environment variables"). Nothing of this process's own environment but the search path goes in:
 * the person's real credentials are not the function's.
 */
export function lambdaEnvironment(
  identity: SandboxIdentity,
  credentials: AccessKey,
): Record<string, string> {
  return {
    ...defined({ PATH: process.env.PATH }),
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
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
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
