import { ServiceFault } from '../aws-json/fault.js';
import { integerOf, type Members, textOf } from '../aws-json/members.js';
import type { LogGroup, LogStore, LogStream } from './log-store.js';

/** A parameter that is not what it may be. */
export function invalidParameter(message: string): ServiceFault {
  return new ServiceFault('InvalidParameterException', message);
}

/** A limit of up to `max`, which is the default too (wording recorded 2026-02). */
export function limitOf(input: Members, max: number): number {
  const limit = integerOf(input, 'limit') ?? max;
  const refuse = (bound: string): ServiceFault =>
    invalidParameter(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
    );
  if (limit > max) throw refuse(`less than or equal to ${max}`);
  if (limit < 1) throw refuse('greater than or equal to 1');
  return limit;
}

/** The group that a request names, by its name or its ARN. Throws for none (wordings recorded 2026-02). */
export function groupOf(input: Members, { groups }: LogStore): LogGroup {
  const name = textOf(input, 'logGroupName');
  const identifier = textOf(input, 'logGroupIdentifier');
  if (name !== undefined && identifier !== undefined) {
    const message = 'LogGroup name and LogGroup ARN are mutually exclusive parameters.';
    throw new ServiceFault('ValidationException', message);
  }
  const named = name ?? identifier?.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');
  const group = named === undefined ? undefined : groups.get(named);
  if (group === undefined) throw notFound('group');
  return group;
}

/** A stream of a group by its name. Throws for none. */
export function streamOf(input: Members, { streams }: LogGroup): LogStream {
  const stream = streams.get(textOf(input, 'logStreamName') ?? '');
  if (stream === undefined) throw notFound('stream');
  return stream;
}

/** Where a page ends, as a token; what is read of it is checked. */
export function invalidToken(): ServiceFault {
  return invalidParameter('The specified nextToken is invalid.');
}

function notFound(what: 'group' | 'stream'): ServiceFault {
  return new ServiceFault('ResourceNotFoundException', `The specified log ${what} does not exist.`);
}
