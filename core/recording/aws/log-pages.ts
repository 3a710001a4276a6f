import { setTimeout as sleep } from 'node:timers/promises';
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { defined } from '../../base/defined.js';
import {
  clientConfig,
  explainServiceError,
  loadClient,
  type ServiceOptions,
} from './client-options.js';

/** Which log events. */
export interface LogQuery {
  logGroup: string;
  /** Milliseconds since the Unix epoch, inclusive. */
  sinceMs: number;
  /** Exclusive. */
  untilMs: number;
  /** A filter pattern of CloudWatch Logs. */
  filter?: string;
}

/** One answer of FilterLogEvents, in the service's order: by timestamp. */
export type LogPage = readonly FilteredLogEvent[];

/**
 * At most five requests a second, FilterLogEvents' default quota for an account and Region (AWS
 * re:Post, How do I determine throttling in my CloudWatch logs). Others ask there too: a throttle is
 * waited out.
 */
export const minPageIntervalMs = 200;

/**
 * All log events of a query, page by page. Ends without an error when `stop` is aborted. Throws
 * `RepriseError` for what the service refuses, after the SDK's retries, and when the client is not
 * installed.
 */
export async function* logPages(
  query: LogQuery,
  options: ServiceOptions,
  stop: AbortSignal,
): AsyncGenerator<LogPage, void, void> {
  const sdk = await loadClient(
    '@aws-sdk/client-cloudwatch-logs',
    () => import('@aws-sdk/client-cloudwatch-logs'),
  );
  const client = new sdk.CloudWatchLogsClient(clientConfig(options));
  const input = {
    logGroupName: query.logGroup,
    startTime: query.sinceMs,
    // The API's end is inclusive.
    endTime: query.untilMs - 1,
    ...defined({ filterPattern: query.filter }),
  };
  try {
    let nextToken: string | undefined;
    do {
      const asked = performance.now();
      const command = new sdk.FilterLogEventsCommand({ ...input, nextToken });
      const answer = await client.send(command, { abortSignal: stop });
      yield answer.events ?? [];
      nextToken = answer.nextToken;
      const restMs = minPageIntervalMs - (performance.now() - asked);
      if (nextToken !== undefined && restMs > 0) await sleep(restMs, undefined, { signal: stop });
    } while (nextToken !== undefined);
  } catch (error) {
    if (!stop.aborted) throw explainServiceError(error, `Reading ${query.logGroup}`);
  } finally {
    client.destroy();
  }
}
