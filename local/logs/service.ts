import type { JsonService, ServiceOperation } from '../aws-json/service.js';
import type { Home } from '../http/function-ref.js';
import type { SignatureCheck } from '../signature/check.js';
import { describeLogGroups, describeLogStreams } from './describe.js';
import { filterLogEvents } from './filter-log-events.js';
import { getLogEvents } from './get-log-events.js';
import type { LogStore } from './log-store.js';
import type { LogOperation } from './operation.js';

/** Amazon CloudWatch Logs: reading what the functions wrote. */
export function logsService(
  store: LogStore,
  { region, accountId }: Home,
  checkSignature: SignatureCheck | undefined,
): JsonService {
  const arnOf = (name: string): string => `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
  const on =
    (run: LogOperation): ServiceOperation =>
    (call) =>
      run(call, store, arnOf);
  return {
    name: 'CloudWatch Logs',
    targetPrefix: 'Logs_20140328',
    scope: 'logs',
    namespace: '',
    contentType: 'application/x-amz-json-1.1',
    checkSignature,
    operations: {
      FilterLogEvents: on(filterLogEvents),
      GetLogEvents: on(getLogEvents),
      DescribeLogGroups: on(describeLogGroups),
      DescribeLogStreams: on(describeLogStreams),
    },
  };
}
