import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { handlerName } from '../code/handler-name.js';
import type { DurableConfig, FunctionCode } from '../config.js';
import type { FunctionEntry, VersionEntry } from '../functions/registry.js';
import type { Home } from '../http/function-ref.js';

/** `FunctionConfiguration` as lists have it: without the state (recorded 2025-11). */
export function listedConfiguration(
  entry: FunctionEntry,
  version: VersionEntry,
  arn: string,
  home: Home,
): object {
  const { handler, runtime, environment, bytes } = describeCode(version.code);
  return {
    // Lambda's own default: what this machine is says nothing of what the function will run on.
    Architectures: ['x86_64'],
    CodeSha256: createHash('sha256').update(bytes).digest('base64'),
    CodeSize: bytes.length,
    ...(entry.deadLetterArn && { DeadLetterConfig: { TargetArn: entry.deadLetterArn } }),
    Description: version.description,
    ...(environment !== undefined && { Environment: { Variables: environment } }),
    EphemeralStorage: { Size: 512 },
    FunctionArn: arn,
    FunctionName: entry.name,
    Handler: handler,
    LastModified: new Date(version.modifiedMs).toISOString().replace('Z', '+0000'),
    LoggingConfig: { LogFormat: entry.logFormat, LogGroup: `/aws/lambda/${entry.name}` },
    MemorySize: entry.memoryMb,
    PackageType: 'Zip',
    RevisionId: version.revisionId,
    Role: `arn:aws:iam::${home.accountId}:role/local-lambda`,
    Runtime: runtime,
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    ...(entry.durable && { DurableConfig: durableConfig(entry.durable.settings) }),
    ...(entry.tenantIsolation && { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }),
    Timeout: entry.timeoutS,
    TracingConfig: { Mode: 'PassThrough' },
    Version: version.version,
  };
}

function durableConfig({ executionTimeoutS, retentionDays }: DurableConfig): object {
  return { ExecutionTimeout: executionTimeoutS, RetentionPeriodInDays: retentionDays };
}

/** `FunctionConfiguration` as GetFunctionConfiguration has it: always active, since nothing here takes time to become so. */
export function functionConfiguration(
  entry: FunctionEntry,
  version: VersionEntry,
  arn: string,
  home: Home,
): object {
  return {
    ...listedConfiguration(entry, version, arn, home),
    LastUpdateStatus: 'Successful',
    RuntimeVersionConfig: { RuntimeVersionArn: `arn:aws:lambda:${home.region}::runtime:local` },
    State: 'Active',
  };
}

/** `CodeSha256` of a version. */
export function codeSha256(code: FunctionCode): string {
  return createHash('sha256').update(describeCode(code).bytes).digest('base64');
}

/** `CodeSize` of a version. */
export function codeSize(code: FunctionCode): number {
  return describeCode(code).bytes.length;
}

interface CodeDescription {
  handler: string;
  runtime: string;
  environment: Record<string, string> | undefined;
  /** The handler's source, or what stands for it. */
  bytes: Buffer;
}

function describeCode(code: FunctionCode): CodeDescription {
  const described = Buffer.from(JSON.stringify(code));
  switch (code.kind) {
    case 'synthetic':
      return {
        handler: 'synthetic',
        // By which readers of its log know that it logs its errors.
        runtime: 'nodejs22.x',
        environment: undefined,
        bytes: described,
      };
    case 'handler':
      return {
        handler: handlerName(code),
        runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
        environment: code.environment,
        bytes: sourceOf(code.modulePath) ?? described,
      };
    case 'process':
      return {
        handler: code.handlerName,
        runtime: 'provided.al2023',
        environment: code.environment,
        bytes: described,
      };
  }
}

function sourceOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // Removed since the start; environments that have it loaded go on.
    return undefined;
  }
}
