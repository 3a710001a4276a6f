/**
 * What the process says to the shell. The numbers follow k6's habit (99 for thresholds, 104 for bad
 * input, 105 for an interruption, 108 for an abort by rule), so that a pipeline that knows k6 knows
 * these.
 */
export const exitCodes = {
  /** The run ended and every expectation held. */
  pass: 0,
  /** A defect in Reprise itself. */
  internal: 1,
  /** Nothing failed, and an expectation or a comparison had too few samples for a verdict. */
  inconclusive: 100,
  /** The run ended and at least one expectation failed, or had no data. */
  expectationFailed: 99,
  /** Something the user gave cannot be used: a flag, a scenario, a file, credentials, a database. */
  invalidInput: 104,
  /** Stopped from outside: Ctrl-C, SIGTERM, a closed terminal. */
  interrupted: 105,
  /** Stopped by a rule of its own: a budget, `abortOnFail`, a lane that died. */
  aborted: 108,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
