/** The three ways to invoke a function (AWS Lambda API reference, of these names). */
export type InvokeOperation = 'Invoke' | 'InvokeWithResponseStream' | 'InvokeAsync';

/** A function and a qualifier as the request line names them, percent-decoded, else unchecked. */
export interface InvokeRoute {
  kind: 'invoke';
  operation: InvokeOperation;
  functionName: string;
  qualifier: string | undefined;
}

/** What a request's method and path ask for. */
export type Route =
  | InvokeRoute
  /** A path segment or a query value that is not valid percent-encoding. */
  | { kind: 'malformed' }
  /** No invocation: an operation of the control plane, or none at all. */
  | { kind: 'other' };

interface InvokePath {
  operation: InvokeOperation;
  prefix: string;
  suffix: string;
}

const invokePaths: InvokePath[] = [
  { operation: 'Invoke', prefix: '/2015-03-31/functions/', suffix: '/invocations' },
  {
    operation: 'InvokeWithResponseStream',
    prefix: '/2021-11-15/functions/',
    suffix: '/response-streaming-invocations',
  },
  { operation: 'InvokeAsync', prefix: '/2014-11-13/functions/', suffix: '/invoke-async' },
  // As the API reference has it; the SDKs send it without the slash.
  { operation: 'InvokeAsync', prefix: '/2014-11-13/functions/', suffix: '/invoke-async/' },
];

/** Takes a request line apart, by hand: this runs once for every invocation. */
export function routeOf(method: string | undefined, url: string): Route {
  if (method !== 'POST') return { kind: 'other' };
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  for (const { operation, prefix, suffix } of invokePaths) {
    if (!path.startsWith(prefix) || !path.endsWith(suffix)) continue;
    const name = decode(path.slice(prefix.length, -suffix.length));
    const qualifier = queryAt === -1 ? undefined : queryValue(url.slice(queryAt + 1), 'Qualifier');
    if (name === null || qualifier === null) return { kind: 'malformed' };
    return { kind: 'invoke', operation, functionName: name, qualifier };
  }
  return { kind: 'other' };
}

/** The first value of one query parameter: undefined when it is absent, null when it is malformed. */
function queryValue(query: string, name: string): string | undefined | null {
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const key = equals === -1 ? pair : pair.slice(0, equals);
    if (decode(key) === name) return equals === -1 ? '' : decode(pair.slice(equals + 1));
  }
  return undefined;
}

function decode(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
