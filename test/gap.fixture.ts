import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server of loopback that can be broken, as a network is: nobody is told, and nothing gets through. */
export interface Gap {
  url: string;
  open(): void;
  /** What was on its way arrives. */
  close(): void;
}

/** A way to the server at `url`, open on both sides until the test ends. */
export async function gapBefore(url: string): Promise<Gap> {
  const sockets = new Set<Socket>();
  let isOpen = false;
  const server = createServer((near) => {
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      if (isOpen) from.pause();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `nats://127.0.0.1:${port}`,
    open() {
      isOpen = true;
      for (const socket of sockets) socket.pause();
    },
    close() {
      isOpen = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
