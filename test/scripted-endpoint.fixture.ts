import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint was sent. */
export interface Received {
  path: string;
  body: Buffer;
}

export interface ScriptedEndpoint {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

/**
 * An HTTP server on loopback that answers each invocation as `answer` says; nothing of Lambda's own, and
 * no control plane: what is only asked (GET) is not found, and not counted as received.
 */
export async function scriptedEndpoint(
  answer: (request: Received, response: ServerResponse, incoming: IncomingMessage) => void,
): Promise<ScriptedEndpoint> {
  const received: Received[] = [];
  const server = createServer((incoming, response) => {
    if (incoming.method === 'GET') {
      response.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = { path: incoming.url ?? '', body: Buffer.concat(chunks) };
      received.push(request);
      answer(request, response, incoming);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const json = {
  'content-type': 'application/json',
  'x-amzn-requestid': '7f1b0e2c-0000-4000-8000-000000000000',
};

/** Answers that lead to each outcome that an endpoint can cause, by the name in the payload's `want`. */
export const answers: Record<
  string,
  (response: ServerResponse, incoming: IncomingMessage) => void
> = {
  ok: (response) => response.writeHead(200, { ...json, 'x-amz-executed-version': '12' }).end('{}'),
  functionError: (response) =>
    response
      .writeHead(200, {
        ...json,
        'x-amz-executed-version': '11',
        'x-amz-function-error': 'Unhandled',
      })
      .end('{"errorType":"TypeError","errorMessage":"x is undefined"}'),
  throttled: (response) =>
    response
      .writeHead(429, { ...json, 'x-amzn-errortype': 'TooManyRequestsException' })
      .end('{"Reason":"CallerRateLimitExceeded","Type":"User","message":"Rate exceeded"}'),
  rejected: (response) =>
    response
      .writeHead(404, { ...json, 'x-amzn-errortype': 'ResourceNotFoundException' })
      .end('{"Type":"User","Message":"Function not found: f"}'),
  serviceError: (response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>'),
  transportError: (_response, incoming) => incoming.socket.destroy(),
  hang: () => {},
};
