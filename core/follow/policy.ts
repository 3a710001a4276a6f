/** How the service treats a function's events that fail, with its times. */
export interface RetryPolicy {
  /** Further attempts after a function error: `MaximumRetryAttempts`. */
  retries: number;
  /** `MaximumEventAgeInSeconds`. */
  maxAgeMs: number;
  /** Before each further attempt, after the end of the one before. */
  retryDelaysMs: readonly number[];
  /** The function's own timeout: no attempt takes longer. */
  timeoutMs: number;
}

/**
 * How far a witness has been read: everything that happened before this time has been seen, as far as
 * the witness keeps it. Milliseconds since the Unix epoch.
 */
export interface ReadTo {
  completeMs: number;
}

/** Who was asked about the events of one function, and how far. What was not asked is absent. */
export interface Witnesses {
  logs?: ReadTo & {
    /** Whether every failed attempt has an error in the log that names its request. */
    tellsErrors: boolean;
  };
  /** The on-success destination. */
  success?: ReadTo;
  /** The on-failure destination. */
  failure?: ReadTo;
  deadLetters?: ReadTo;
}

// AWS Lambda guide, "How Lambda handles errors and retries with asynchronous invocation".
const retryDelaysMs = [60_000, 120_000];
const defaultRetries = 2;
const defaultMaxAgeS = 21_600;

/** What of a function's configuration decides how its events are retried; what is left out is the service's default. */
export interface RetryConfiguration {
  maximumRetryAttempts?: number;
  maximumEventAgeS?: number;
  timeoutS: number;
  /** A local Lambda's: multiplies every time of the queue. */
  delayScale?: number;
}

/** The policy that a function's configuration comes to. */
export function retryPolicy({
  maximumRetryAttempts: retries = defaultRetries,
  maximumEventAgeS = defaultMaxAgeS,
  timeoutS,
  delayScale = 1,
}: RetryConfiguration): RetryPolicy {
  return {
    retries,
    maxAgeMs: maximumEventAgeS * 1000 * delayScale,
    retryDelaysMs: retryDelaysMs.map((delayMs) => delayMs * delayScale),
    timeoutMs: timeoutS * 1000,
  };
}

/**
 * How long an event may take to its end where nothing throttles it: every attempt as long as the
 * function may run, and the pauses between them; or its age, where that is less.
 */
export function longestLifeMs({
  retries,
  maxAgeMs,
  retryDelaysMs,
  timeoutMs,
}: RetryPolicy): number {
  const pausesMs = retryDelaysMs.slice(0, retries).reduce((sum, delayMs) => sum + delayMs, 0);
  return Math.min(maxAgeMs + timeoutMs, pausesMs + (retries + 1) * timeoutMs);
}
