/** A function and a qualifier as the request line names them, percent-decoded, else unchecked. */
export interface InvokeRoute {
  kind: 'invoke';
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

const invokePrefix = '/2015-03-31/functions/';
const invokeSuffix = '/invocations';

/** Takes a request line apart, by hand: this runs once for every invocation. */
export function routeOf(method: string | undefined, url: string): Route {
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const isInvoke =
    method === 'POST' && path.startsWith(invokePrefix) && path.endsWith(invokeSuffix);
  if (!isInvoke) return { kind: 'other' };
  const name = decode(path.slice(invokePrefix.length, -invokeSuffix.length));
  const qualifier = queryAt === -1 ? undefined : queryValue(url.slice(queryAt + 1), 'Qualifier');
  if (name === null || qualifier === null) return { kind: 'malformed' };
  return { kind: 'invoke', functionName: name, qualifier };
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
