import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import type { ImportedSource } from '../store/publish.js';
import type { LogQuery } from './log-pages.js';

const scheme = 'cloudwatch-logs:';

/** A query's part that has been read, and up to where it was meant to go when that is further. */
export interface LogSource extends LogQuery {
  endMs?: number;
}

/**
 * A read part as a recording's list of sources keeps it:
 * `cloudwatch-logs:/aws/lambda/checkout?since=…&until=…`, with `end=…` while it is not all.
 */
export function formatLogSource({ logGroup, sinceMs, untilMs, filter, endMs }: LogSource): string {
  const parts = new URLSearchParams({
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    ...defined({ filter }),
    ...(endMs !== undefined && { end: new Date(endMs).toISOString() }),
  });
  return `${scheme}${logGroup}?${parts.toString().replaceAll('%3A', ':')}`;
}

/** The opposite of `formatLogSource`; undefined for any other source. */
export function parseLogSource(source: string): LogSource | undefined {
  const at = source.indexOf('?');
  if (!source.startsWith(scheme) || at < 0) return undefined;
  const parts = new URLSearchParams(source.slice(at + 1));
  const filter = parts.get('filter');
  const end = parts.get('end');
  return {
    logGroup: source.slice(scheme.length, at),
    sinceMs: Date.parse(parts.get('since') ?? ''),
    untilMs: Date.parse(parts.get('until') ?? ''),
    ...(filter !== null && { filter }),
    ...(end !== null && { endMs: Date.parse(end) }),
  };
}

/** What is left of the last log that was read into a recording. Throws `RepriseError` when nothing is. */
export function restOf(name: string, sources: readonly ImportedSource[]): LogQuery {
  const last = sources.flatMap(({ source }) => parseLogSource(source) ?? []).at(-1);
  if (!last) {
    throw new RepriseError(`The recording ${name} was not made by record logs.`, {
      hint: 'Begin: --log-group /aws/lambda/checkout --since 2h, with --append to add to it.',
    });
  }
  const { endMs, untilMs, sinceMs: _, ...query } = last;
  if (endMs !== undefined) return { ...query, sinceMs: untilMs, untilMs: endMs };
  throw new RepriseError(`The recording ${name} has all of ${last.logGroup} that was asked for.`, {
    hint: `Go on from there: --append --log-group ${last.logGroup} --since ${new Date(untilMs).toISOString()}.`,
  });
}
