import { connect, type Socket } from 'node:net';

/** What a request is told when its answer is there in full. */
type Answered = () => void;

/**
 * The cheapest client that a server can be measured with: connections that send one request of given
 * bytes after another and count the answers. It understands `Content-Length` and nothing else, and
 * throws on any answer but a 200.
 */
export class KeepAliveClient {
  readonly #connections: Connection[];

  private constructor(connections: Connection[]) {
    this.#connections = connections;
  }

  /** Opens so many connections to a port of this machine, some hundred at a time. */
  static async connect(port: number, count: number): Promise<KeepAliveClient> {
    const connections: Connection[] = [];
    while (connections.length < count) {
      const batch = Math.min(500, count - connections.length);
      connections.push(
        ...(await Promise.all(Array.from({ length: batch }, () => Connection.open(port)))),
      );
    }
    return new KeepAliveClient(connections);
  }

  /** Sends on each connection, again as soon as it is answered, for a time; how many were answered. */
  async flood(request: Buffer, forMs: number): Promise<number> {
    const endMs = performance.now() + forMs;
    let answered = 0;
    const run = (connection: Connection): Promise<void> =>
      new Promise((resolve, reject) => {
        const next = (): void => {
          answered++;
          if (performance.now() >= endMs) resolve();
          else connection.send(request, next, reject);
        };
        connection.send(request, next, reject);
      });
    await Promise.all(this.#connections.map(run));
    return answered;
  }

  /** Sends once on each connection; the milliseconds until each answer. */
  once(request: Buffer): Promise<number[]> {
    const run = (connection: Connection): Promise<number> =>
      new Promise((resolve, reject) => {
        const startMs = performance.now();
        connection.send(request, () => resolve(performance.now() - startMs), reject);
      });
    return Promise.all(this.#connections.map(run));
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #answered: Answered = () => {};
  #failed: (error: Error) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', () => this.#failed(new Error('the server closed a connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket)));
    });
  }

  send(request: Buffer, answered: Answered, failed: (error: Error) => void): void {
    this.#answered = answered;
    this.#failed = failed;
    this.#socket.write(request);
  }

  close(): void {
    this.#failed = () => {};
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = received.indexOf('\r\n\r\n');
    const head = headEnd === -1 ? '' : received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (headEnd !== -1 && !head.startsWith('HTTP/1.1 200 ')) {
      this.#failed(new Error(`answered: ${received.toString()}`));
    } else if (length === undefined || received.length < headEnd + 4 + Number(length)) {
      this.#received = received;
    } else {
      this.#received = Buffer.alloc(0);
      this.#answered();
    }
  }
}
