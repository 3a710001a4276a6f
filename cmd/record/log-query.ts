import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { parseDuration } from '../../core/quantity/duration.js';
import type { LogQuery } from '../../core/recording/aws/log-pages.js';
import { parseTimeUs } from '../../core/recording/capture-time.js';

/** What was asked for on the command line. */
export interface LogQueryArgs {
  logGroup?: string;
  since?: string;
  until?: string;
  filter?: string;
}

/** The log events that were asked for. Throws `RepriseError` for what is missing or no time. */
export function logQuery(
  { logGroup, since, until, filter }: LogQueryArgs,
  nowMs: number,
): LogQuery {
  if (logGroup === undefined || since === undefined) {
    throw new RepriseError(`${logGroup === undefined ? '--log-group' : '--since'} is missing.`, {
      hint: 'Say --log-group /aws/lambda/checkout --since 2h, or --resume to go on.',
    });
  }
  const sinceMs = parseMoment('--since', since, nowMs);
  const untilMs = until === undefined ? nowMs : parseMoment('--until', until, nowMs);
  if (sinceMs < untilMs) {
    return { logGroup, sinceMs, untilMs, ...defined({ filter }) };
  }
  throw new RepriseError('--since is not before --until.', {
    hint: 'Give a time before the other: --since 2h --until 1h.',
  });
}

/** `2h` (ago) or an ISO time, in milliseconds since the Unix epoch. Throws `RepriseError`. */
function parseMoment(option: string, text: string, nowMs: number): number {
  const timeUs = /^\d{4}-/.test(text) ? parseTimeUs(text) : undefined;
  if (timeUs !== undefined) return Math.floor(timeUs / 1000);
  try {
    return nowMs - Math.round(parseDuration(text) * 1000);
  } catch (error) {
    throw new RepriseError(`${option} ${text} is neither a duration nor a time.`, {
      hint: `Say how long ago, ${option} 2h, or when: ${option} 2026-11-20T17:00Z.`,
      cause: error,
    });
  }
}
