/** What is done with the values of a key: taken out with it, or replaced by `"***"`. */
export type RedactRule = string | { key: string; action: 'remove' | 'mask' };

/** The function's log, by `console.log`; or a file that is appended to, readable by its owner only. */
export type RecorderDestination = 'log' | { file: string };

/** How a handler's events are recorded. */
export interface RecorderOptions {
  /**
   * Share of the events that is recorded, 0 to 1, default 1. Drawn by the request id, so that a
   * retried event is recorded each time or never.
   */
  sample?: number;
  /**
   * What must not be recorded: key names at any depth, in upper or lower case, with `*` for any
   * characters (`password`, `x-*`); or paths from the root (`$.headers.cookie`, `user.password`,
   * `**.token`; see docs/paths.md). Both go on into strings that are JSON. A name with a dot in it is
   * taken as both. A string alone means `mask`.
   */
  redact?: readonly RedactRule[];
  /**
   * The longest line to write, in bytes. A longer one is left out, and the log says how long it was.
   * Default: 200,000 in the log, no limit in a file.
   */
  maxBytes?: number;
  /** Default: `log`. */
  destination?: RecorderDestination;
  /**
   * Record how the invocation ended and how long it took. The line is then written when it ends, not
   * when it begins. Default: false.
   */
  outcome?: boolean;
  /**
   * Print a line `REPRISE logStream=<name>` for every invocation, sampled or not, by which
   * `reprise compare` tells execution environments apart. Default: false.
   */
  logStream?: boolean;
}

/** Options with every default filled in. */
export interface Settings {
  sample: number;
  redact: readonly { key: string; action: 'remove' | 'mask' }[];
  maxBytes: number;
  destination: RecorderDestination;
  outcome: boolean;
  logStream: boolean;
}

/**
 * CloudWatch Logs took 256 KB in one log event until 2025, and 1 MB since (API reference,
 * PutLogEvents); in Lambda's JSON log format each quotation mark takes more room again.
 */
const maxLogLineBytes = 200_000;

/** Throws `TypeError` for options that are not what they should be, whatever the types said. */
export function settingsOf(options: RecorderOptions): Settings {
  const { sample = 1, redact = [], destination = 'log', outcome = false } = options;
  const isLog = destination === 'log';
  const { maxBytes = isLog ? maxLogLineBytes : Number.POSITIVE_INFINITY } = options;
  check(sample >= 0 && sample <= 1, 'sample is not a number from 0 to 1');
  check(maxBytes > 0, 'maxBytes is not a number above 0');
  check(isLog || typeof destination.file === 'string', 'destination is neither log nor a file');
  check(Array.isArray(redact), 'redact is not a list');
  const rules = redact.map((rule) =>
    typeof rule === 'string' ? ({ key: rule, action: 'mask' } as const) : rule,
  );
  for (const { key, action } of rules) {
    check(typeof key === 'string' && key !== '', 'redact names no key');
    check(action === 'remove' || action === 'mask', 'redact knows remove and mask');
  }
  const flags = { outcome: outcome === true, logStream: options.logStream === true };
  return { sample, redact: rules, maxBytes, destination, ...flags };
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new TypeError(message);
}
