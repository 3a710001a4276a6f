import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that a collector was sent. */
export interface Received {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a collector does with a request: answers, closes the connection, or nothing. */
export type Reaction =
  | { status: number; body?: string; headers?: Record<string, string> }
  | 'resets'
  | 'hangs';

/** A collector on loopback that does with the request of each number what `react` says. */
export async function openCollector(react: (index: number) => Reaction) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const reaction = react(received.length);
      received.push({ path: request.url, headers: request.headers, body });
      if (reaction === 'resets') request.socket.resetAndDestroy();
      else if (reaction !== 'hangs') {
        const { status, body: answer = '{}', headers = {} } = reaction;
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise<unknown>((resolve) => server.close(resolve));
  };
  onTestFinished(() => void close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, close };
}
