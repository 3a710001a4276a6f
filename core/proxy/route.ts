import { defined } from '../base/defined.js';
import { parseFunctionName } from '../invoke/function-name.js';

/** The two operations that carry an event to a function. */
export type RecordedOperation = 'Invoke' | 'InvokeWithResponseStream';

/** An invocation as its request line names it. */
export interface RecordedRoute {
  operation: RecordedOperation;
  functionName: string;
  qualifier?: string;
}

/** AWS Lambda API reference, Invoke and InvokeWithResponseStream: request syntax. */
const patterns: readonly (readonly [RecordedOperation, RegExp])[] = [
  ['Invoke', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/],
  [
    'InvokeWithResponseStream',
    /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/,
  ],
];

/**
 * What is invoked by a request, undefined for every other call. The qualifier is taken from the query
 * or from the end of the name; a name that cannot be a function's is kept as it came, since what
 * Lambda says of it is part of the recording.
 */
export function recordedRouteOf(method: string, url: string): RecordedRoute | undefined {
  if (method !== 'POST') return undefined;
  const [path = '', query = ''] = url.split('?', 2);
  for (const [operation, pattern] of patterns) {
    const encoded = pattern.exec(path)?.[1];
    if (encoded !== undefined) return { operation, ...functionOf(decode(encoded), query) };
  }
  return undefined;
}

function functionOf(name: string, query: string): Omit<RecordedRoute, 'operation'> {
  const given = queryPairs(query).find(([key]) => key === 'Qualifier')?.[1];
  try {
    return parseFunctionName(name, given);
  } catch {
    return { functionName: name, ...defined({ qualifier: given }) };
  }
}

/** The pairs of a query string, decoded; what is not validly encoded stays as it is. */
export function queryPairs(query: string): [name: string, value: string][] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals === -1) return [decode(pair), ''];
    return [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
  });
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
