import type { IncomingHttpHeaders } from 'node:http';
import { defined } from '../../core/base/defined.js';
import { serviceJsonFault } from '../json-fault.js';
import {
  type Refusal,
  refuse,
  refuseParameters,
  refusePayload,
  refuseTooLarge,
  violation,
} from './exceptions.js';

/** AWS Lambda API reference, Invoke. */
export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

/** What the headers and the body of an Invoke ask for, checked. */
export interface InvokeRequest {
  kind: 'invokeRequest';
  type: InvocationType;
  /** `X-Amz-Log-Type: Tail` */
  tail: boolean;
  /** JSON text, decoded from base64. */
  clientContext: string | undefined;
  /** `X-Amz-Tenant-Id` */
  tenantId?: string;
  /** `X-Amz-Durable-Execution-Name` */
  durableExecutionName?: string;
  /** The request body; never empty, since Lambda makes `{}` of no payload. */
  payload: Buffer;
}

/**
 * The largest payload of each type in bytes: 6 MB and 1 MB (AWS Lambda guide, "Lambda quotas";
 * 256 KB for Event until 2025-10).
 */
export const maxPayloadBytes: Record<InvocationType, number> = {
  RequestResponse: 6 * 1024 * 1024,
  Event: 1024 * 1024,
  DryRun: 6 * 1024 * 1024,
};

/** Base64 bytes of `X-Amz-Client-Context` (AWS Lambda API reference, Invoke). */
const maxClientContextBytes = 3583;
const noPayload = Buffer.from('{}');

/**
 * Checks the headers and the body of an Invoke. `sizeBytes` is what the body had on the wire;
 * `body` need not hold more than the largest limit of `maxPayloadBytes`.
 */
export function parseInvokeRequest(
  headers: IncomingHttpHeaders,
  body: Buffer,
  sizeBytes: number,
): InvokeRequest | Refusal {
  const type = header(headers, 'x-amz-invocation-type') ?? 'RequestResponse';
  const logType = header(headers, 'x-amz-log-type') ?? 'None';
  if (!isInvocationType(type) || (logType !== 'None' && logType !== 'Tail')) {
    return refuseEnums(type, logType);
  }
  const names = namesIn(headers);
  if ('kind' in names) return names;
  const limit = maxPayloadBytes[type];
  if (sizeBytes > limit) return refuseSize(sizeBytes, type, limit);
  const clientContext = decodeClientContext(header(headers, 'x-amz-client-context'));
  if (typeof clientContext === 'object') return clientContext;
  if (type !== 'DryRun' && body.length > 0) {
    const fault = serviceJsonFault(body);
    if (fault !== undefined) return refuseUnparsable(fault);
  }
  const payload = body.length === 0 ? noPayload : body;
  const tail = logType === 'Tail';
  return { kind: 'invokeRequest', type, tail, clientContext, payload, ...names };
}

/** API_ChainedInvokeStartedDetails and API_Execution, which give the patterns of the same members. */
const tenantIdPattern = '[a-zA-Z0-9\\._:\\/=+\\-@ ]+';
const executionNamePattern = '[a-zA-Z0-9-_]+';

function namesIn(
  headers: IncomingHttpHeaders,
): Pick<InvokeRequest, 'tenantId' | 'durableExecutionName'> | Refusal {
  const tenantId = header(headers, 'x-amz-tenant-id');
  const durableExecutionName = header(headers, 'x-amz-durable-execution-name');
  const violations = [
    ...nameViolations(tenantId, 'tenantId', tenantIdPattern, 256),
    ...nameViolations(durableExecutionName, 'durableExecutionName', executionNamePattern, 64),
  ];
  return violations.length > 0
    ? refuseParameters(violations)
    : defined({ tenantId, durableExecutionName });
}

function nameViolations(
  value: string | undefined,
  member: string,
  pattern: string,
  maxLength: number,
): string[] {
  if (value === undefined) return [];
  const constraints: string[] = [];
  if (!new RegExp(`^(?:${pattern})$`).test(value)) {
    constraints.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (value.length > maxLength) {
    constraints.push(`Member must have length less than or equal to ${maxLength}`);
  }
  return constraints.map((constraint) => violation(value, member, constraint));
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isInvocationType(text: string): text is InvocationType {
  return text === 'RequestResponse' || text === 'Event' || text === 'DryRun';
}

function refuseEnums(type: string, logType: string): Refusal {
  const violations: string[] = [];
  const enumSet = (values: string): string => `Member must satisfy enum value set: [${values}]`;
  if (!isInvocationType(type)) {
    violations.push(violation(type, 'invocationType', enumSet('Event, RequestResponse, DryRun')));
  }
  if (logType !== 'None' && logType !== 'Tail') {
    violations.push(violation(logType, 'logType', enumSet('None, Tail')));
  }
  return refuseParameters(violations);
}

/** What is over 6 MB never gets as far as its type (seen 2022 to 2026-08). */
function refuseSize(sizeBytes: number, type: InvocationType, limit: number): Refusal {
  const most = maxPayloadBytes.RequestResponse;
  if (sizeBytes <= most) return refusePayload(sizeBytes, type, limit);
  return refuseTooLarge(
    `Request must be smaller than ${most} bytes for the InvokeFunction operation`,
  );
}

function refuseUnparsable(fault: string): Refusal {
  return refuse(
    'InvalidRequestContentException',
    `Could not parse request body into json: Could not parse payload into json: ${fault}`,
  );
}

function decodeClientContext(base64: string | undefined): string | undefined | Refusal {
  if (base64 === undefined || base64 === '') return undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const isFit = base64.length <= maxClientContextBytes && isJsonObject(text);
  if (isFit) return text;
  return refuse(
    'InvalidRequestContentException',
    base64.length > maxClientContextBytes
      ? `Client context must be no more than ${maxClientContextBytes} bytes.`
      : 'Client context must be a valid Base64-encoded JSON object.',
  );
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
