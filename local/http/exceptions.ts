type MessageKey = 'message' | 'Message';

interface ExceptionShape {
  status: number;
  /** Lambda spells the message's key differently from exception to exception. */
  messageKey: MessageKey;
}

function shapes<Name extends string>(
  status: number,
  messageKey: MessageKey,
  ...names: Name[]
): Record<Name, ExceptionShape> {
  const entries = names.map((name) => [name, { status, messageKey }]);
  return Object.fromEntries(entries) as Record<Name, ExceptionShape>;
}

/**
 * The 43 exceptions that the API model gives Invoke, with their status and the key of their message
 * (@aws-sdk/client-lambda 3.1164.0, schemas of the Invoke operation).
 */
export const modelledExceptions = {
  ...shapes(
    400,
    'message',
    'InvalidParameterValueException',
    'InvalidRequestContentException',
    'ModeNotSupportedException',
  ),
  ...shapes(
    400,
    'Message',
    'RecursiveInvocationException',
    'SnapStartException',
    'NoPublishedVersionException',
  ),
  ...shapes(402, 'Message', 'ServiceQuotaExceededException'),
  ...shapes(403, 'Message', 'EFSMountFailureException', 'S3FilesMountFailureException'),
  ...shapes(404, 'Message', 'ResourceNotFoundException'),
  ...shapes(
    408,
    'Message',
    'EFSMountConnectivityException',
    'EFSMountTimeoutException',
    'S3FilesMountConnectivityException',
    'S3FilesMountTimeoutException',
    'SnapStartTimeoutException',
  ),
  ...shapes(
    409,
    'message',
    'ResourceConflictException',
    'CodeArtifactUserPendingException',
    'CodeArtifactUserFailedException',
    'CodeArtifactUserDeletedException',
  ),
  ...shapes(
    409,
    'Message',
    'SnapStartNotReadyException',
    'SnapStartRegenerationFailureException',
    'DurableExecutionAlreadyStartedException',
  ),
  ...shapes(410, 'Message', 'EFSIOException'),
  ...shapes(413, 'message', 'RequestTooLargeException', 'SerializedRequestEntityTooLargeException'),
  ...shapes(415, 'message', 'UnsupportedMediaTypeException'),
  ...shapes(429, 'message', 'TooManyRequestsException'),
  ...shapes(500, 'Message', 'ServiceException'),
  ...shapes(
    502,
    'Message',
    'EC2AccessDeniedException',
    'EC2ThrottledException',
    'EC2UnexpectedException',
    'ENILimitReachedException',
    'ENINotReadyException',
    'InvalidRuntimeException',
    'InvalidSecurityGroupIDException',
    'InvalidSubnetIDException',
    'InvalidZipFileException',
    'KMSAccessDeniedException',
    'KMSDisabledException',
    'KMSInvalidStateException',
    'KMSNotFoundException',
    'SubnetIPAddressLimitReachedException',
  ),
  ...shapes(502, 'message', 'ResourceNotReadyException'),
} satisfies Record<string, ExceptionShape>;

/** The name of an exception that the API model gives Invoke. */
export type ModelledException = keyof typeof modelledExceptions;

/** An answer that is an exception: what goes on the wire. */
export interface Refusal {
  kind: 'refusal';
  status: number;
  /** The value of `x-amzn-errortype`, by which SDKs choose their class. */
  errorType: string;
  body: Buffer;
  retryAfterSeconds?: number;
}

/** A modelled exception with its own message key; `members` are written before Type and message. */
export function refuse(
  name: ModelledException,
  message: string,
  members: Record<string, string> = {},
): Refusal {
  const { status, messageKey } = modelledExceptions[name];
  const type = status < 500 ? 'User' : 'Service';
  return unmodelled(name, status, { ...members, Type: type, [messageKey]: message });
}

/** An exception outside of the API model: `ValidationException`, the 403s. */
export function unmodelled(
  errorType: string,
  status: number,
  body: Record<string, unknown>,
): Refusal {
  return { kind: 'refusal', status, errorType, body: Buffer.from(JSON.stringify(body)) };
}

/**
 * The 413 for a body that is too large, as the service sends it: every answer that was ever published
 * has this name (2017 to 2026-08), which is not in the API model; the model's `RequestTooLargeException`
 * has never been seen (docs/local-lambda.md, "Payloads over the limit"). Key and no Type as seen 2026-08.
 */
export function refuseTooLarge(message: string): Refusal {
  return unmodelled('RequestEntityTooLargeException', 413, { Message: message });
}

/** The wording of the layer that knows the type: seen for `Event` from 2017 to 2026. */
export function refusePayload(sizeBytes: number, type: string, limit: number): Refusal {
  return refuseTooLarge(
    `${sizeBytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
  );
}

/**
 * Violations of parameter patterns and lengths, all at once, worded as the service does
 * (recorded 2025-11: `1 validation error detected: Value 'x' at 'qualifier' failed to ...`).
 */
export function refuseParameters(violations: string[]): Refusal {
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  return unmodelled('ValidationException', 400, { message: `${count}: ${violations.join('; ')}` });
}

/** One violation for `refuseParameters`. */
export function violation(value: string, member: string, constraint: string): string {
  return `Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
}

/** Why an invocation was throttled: the members of the API's ThrottleReason that a limit here can cause, and one more. */
export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded'
  /** None of the API's: no member of it stands for the limit of tenants' environments. */
  | 'TenantEnvironments';

const throttles = new Map<ThrottleReason, Refusal>();

/**
 * The 429 for one reason (body as recorded 2025-11), with `Retry-After` where the wait is known. That of
 * too many tenants' environments says no reason: its page has the message alone (AWS Lambda guide,
 * "Troubleshoot tenant isolation"). Its body is made once: throttles come in floods.
 */
export function refuseThrottled(reason: ThrottleReason, retryAfterSeconds?: number): Refusal {
  let refusal = throttles.get(reason);
  if (refusal === undefined) {
    refusal =
      reason === 'TenantEnvironments'
        ? refuse('TooManyRequestsException', 'Rate exceeded')
        : refuse('TooManyRequestsException', 'Rate Exceeded.', { Reason: reason });
    throttles.set(reason, refusal);
  }
  return retryAfterSeconds === undefined ? refusal : { ...refusal, retryAfterSeconds };
}
