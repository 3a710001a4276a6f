import { flagOf, type Members, textOf } from '../aws-json/members.js';
import type { LogGroup, LogStream } from './log-store.js';
import { groupOf, invalidParameter, invalidToken, limitOf } from './members.js';
import type { LogOperation } from './operation.js';

const maxPage = 50;

/** The groups that have been written to, by name. */
export const describeLogGroups: LogOperation = ({ input }, { groups }, arnOf) => {
  const prefix = textOf(input, 'logGroupNamePrefix') ?? '';
  const part = textOf(input, 'logGroupNamePattern') ?? '';
  const found = [...groups.values()]
    .filter(
      ({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(part.toLowerCase()),
    )
    .sort(byName);
  const { page, next } = pageOf(found, input);
  const logGroups = page.map(({ name, createdMs, bytes }: LogGroup) => ({
    logGroupName: name,
    creationTime: createdMs,
    metricFilterCount: 0,
    arn: `${arnOf(name)}:*`,
    storedBytes: bytes,
    logGroupClass: 'STANDARD',
    logGroupArn: arnOf(name),
    deletionProtectionEnabled: false,
  }));
  return { logGroups, ...next };
};

/** The streams of a group, by name or by their last event. */
export const describeLogStreams: LogOperation = ({ input }, store, arnOf) => {
  const group = groupOf(input, store);
  const prefix = textOf(input, 'logStreamNamePrefix');
  const isByTime = textOf(input, 'orderBy') === 'LastEventTime';
  if (isByTime && prefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const found = [...group.streams.values()]
    .filter(({ name }) => name.startsWith(prefix ?? ''))
    .sort(isByTime ? (a, b) => a.lastMs - b.lastMs : byName);
  const { page, next } = pageOf(flagOf(input, 'descending') ? found.reverse() : found, input);
  const logStreams = page.map(({ name, createdMs, firstMs, lastMs }: LogStream) => ({
    logStreamName: name,
    creationTime: createdMs,
    firstEventTimestamp: firstMs,
    lastEventTimestamp: lastMs,
    lastIngestionTime: lastMs,
    arn: `${arnOf(group.name)}:log-stream:${name}`,
    // Always 0 since 2019-06 (API reference, LogStream).
    storedBytes: 0,
  }));
  return { logStreams, ...next };
};

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function pageOf<Item>(
  items: readonly Item[],
  input: Members,
): { page: Item[]; next: { nextToken?: string } } {
  const limit = limitOf(input, maxPage);
  const from = Number(textOf(input, 'nextToken') ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalidToken();
  const to = from + limit;
  return {
    page: items.slice(from, to),
    next: to < items.length ? { nextToken: String(to) } : {},
  };
}
