/**
 * Why Lambda throttles: the members of `ThrottleReason` (AWS Lambda API reference,
 * TooManyRequestsException), and `Unknown` for an answer that gave none. A reason that is not among
 * them is refused: misspelt, `throttled(…) == 0` would always hold.
 */
export const throttleReasons = [
  'ConcurrentInvocationLimitExceeded',
  'FunctionInvocationRateLimitExceeded',
  'ReservedFunctionConcurrentInvocationLimitExceeded',
  'ReservedFunctionInvocationRateLimitExceeded',
  'CallerRateLimitExceeded',
  'ConcurrentSnapshotCreateLimitExceeded',
  'Unknown',
] as const;
