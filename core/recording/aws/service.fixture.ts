import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** A call as it came over the wire. */
export interface ServiceCall {
  /** `FilterLogEvents` */
  operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the SDK sent
  input: any;
  atMs: number;
}

/** What the service answers, now or when it is ready to; an error has a `__type`. */
export type Answer = (call: ServiceCall, calls: readonly ServiceCall[]) => object | Promise<object>;

/** A service that speaks AWS's JSON protocols on loopback, for the SDK's real clients. */
export async function jsonService(
  answer: Answer,
): Promise<{ endpointUrl: string; calls: ServiceCall[] }> {
  const calls: ServiceCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const input = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
      const call = { operation, input, atMs: performance.now() };
      calls.push(call);
      const body = await answer(call, calls);
      response.writeHead('__type' in body ? 400 : 200, {
        'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return { endpointUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}
