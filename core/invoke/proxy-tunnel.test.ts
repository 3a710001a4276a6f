import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientKit, invoke } from './clients.fixture.js';
import { clientNames } from './create-client.js';
import { answer, type Script } from './scripted-server.fixture.js';

const echo: Script = (request, socket) => socket.write(answer('200 OK', request.body));

/** A proxy that opens every tunnel to one port of this machine, whatever name it is asked for. */
class TunnelProxy {
  readonly asked: { authority: string; authorization: string | undefined }[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(tunnelPort: number, status = '200 OK') {
    this.#server = createServer().on('connect', (request: IncomingMessage, client: Socket) => {
      const { 'proxy-authorization': authorization } = request.headers;
      this.asked.push({ authority: request.url ?? '', authorization });
      this.#sockets.add(client.on('error', () => undefined));
      client.write(`HTTP/1.1 ${status}\r\n\r\n`);
      if (status !== '200 OK') return;
      const server = connect(tunnelPort, '127.0.0.1').on('error', () => undefined);
      this.#sockets.add(server);
      client.pipe(server).pipe(client);
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

describe.each(clientNames)('the %s client, where the environment names a proxy', (client) => {
  const { serve, openClient } = clientKit(client);
  let proxy: TunnelProxy | undefined;
  afterEach(() => proxy?.close());

  it.each([false, true])('sends through a tunnel (TLS: %s)', async (tls) => {
    const server = await serve(echo, { tls });
    proxy = new TunnelProxy(Number(new URL(server.url).port));
    vi.stubEnv(tls ? 'HTTPS_PROXY' : 'HTTP_PROXY', `http://me:p%40ss@${await proxy.open()}`);
    const client = await openClient(`http${tls ? 's' : ''}://lambda.test:8443`, {
      verifySsl: false,
    });
    for (let index = 0; index < 3; index += 1) {
      expect(await invoke(client)).toMatchObject({ kind: 'ok' });
    }
    const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
    expect(proxy.asked).toEqual([{ authority: 'lambda.test:8443', authorization }]);
    expect(server.requests.map(({ headers }) => headers.host)).toEqual(
      Array(3).fill('lambda.test:8443'),
    );
  });

  it('says what a proxy that refuses has answered', async () => {
    proxy = new TunnelProxy(0, '407 Proxy Authentication Required');
    const address = await proxy.open();
    vi.stubEnv('HTTPS_PROXY', address);
    expect(await invoke(await openClient('https://lambda.test'))).toEqual({
      kind: 'transportError',
      errorType: 'ERR_PROXY_TUNNEL',
      errorMessage: `the proxy ${address} answered 407 Proxy Authentication Required`,
    });
  });

  it('goes around it to what NO_PROXY lists', async () => {
    proxy = new TunnelProxy(0);
    vi.stubEnv('HTTP_PROXY', `http://${await proxy.open()}`);
    vi.stubEnv('NO_PROXY', 'lambda.invalid');
    const outcome = await invoke(await openClient('http://lambda.invalid'));
    expect(outcome).toMatchObject({ kind: 'transportError' });
    expect(proxy.asked).toEqual([]);
  });
});
