/**
 * What a runtime asks of the Runtime API, as far as it concerns a recording; everything else is only
 * passed on.
 */
export type RuntimeRoute =
  /** It waits for its next event. */
  | { kind: 'next' }
  /** It answers an event. */
  | { kind: 'response' | 'error'; requestId: string }
  | { kind: 'other' };

/** AWS Lambda guide, "Using the Lambda runtime API for custom runtimes". */
const answerPattern = /^\/2018-06-01\/runtime\/invocation\/([^/?]+)\/(response|error)$/;

export function runtimeRoute(method: string, url: string): RuntimeRoute {
  const [path = ''] = url.split('?', 1);
  if (method === 'GET' && path === '/2018-06-01/runtime/invocation/next') return { kind: 'next' };
  const [, requestId, what] = (method === 'POST' && answerPattern.exec(path)) || [];
  if (requestId === undefined) return { kind: 'other' };
  return { kind: what === 'error' ? 'error' : 'response', requestId };
}
