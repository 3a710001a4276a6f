import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

/** Opens the tunnel of a proxy to where the connections go. */
export type OpenTunnel = (opened: (error: Error | null, socket?: Socket) => void) => void;

export interface DialSettings {
  /** Where to: the scheme says whether TLS is spoken. */
  origin: URL;
  /** From the start to the end of TLS's handshake. */
  timeoutMs: number;
  /** Absent: directly. */
  tunnel?: OpenTunnel | undefined;
  /** Whose certificates are accepted; absent: as Node does. */
  trust?: Pick<ConnectionOptions, 'secureContext' | 'rejectUnauthorized'>;
}

/** What is told of a socket. */
export interface SocketListener {
  opened(socket: Socket): void;
  /** The first `length` bytes have come; the buffer is used again. */
  read(bytes: Buffer, length: number): void;
  /** It could not be opened. Called once, and nothing else afterwards. */
  failed(error: Error): void;
}

/** As long as Linux waits between two looks at a silent connection is too long behind a NAT. */
const probeAfterMs = 60_000;
const readBufferBytes = 64 * 1024;

/**
 * Opens sockets to one place, ready for HTTP/1.1: without Nagle's delay, with certificates checked as
 * Node does (NODE_EXTRA_CA_CERTS) unless told, TLS sessions used again. All that is read goes through one buffer,
 * which costs no allocation for each read.
 */
export class Dialer {
  readonly #settings: DialSettings;
  readonly #buffer = Buffer.allocUnsafeSlow(readBufferBytes);
  #session: Buffer | undefined;

  constructor(settings: DialSettings) {
    this.#settings = settings;
  }

  /** Opens one more. The result gives it up. */
  dial(listener: SocketListener): () => void {
    const attempt = new Attempt(listener, this.#settings.timeoutMs);
    const { tunnel } = this.#settings;
    if (tunnel === undefined) attempt.use(this.#open(listener, undefined), this.#ready);
    else {
      tunnel((error, socket) => {
        if (error !== null || socket === undefined) attempt.fail(error ?? new Error('no socket'));
        else if (attempt.isOver) socket.destroy();
        else attempt.use(this.#open(listener, socket), this.#isTls ? this.#ready : undefined);
      });
    }
    return () => attempt.giveUp();
  }

  get #isTls(): boolean {
    return this.#settings.origin.protocol === 'https:';
  }

  get #ready(): 'secureConnect' | 'connect' {
    return this.#isTls ? 'secureConnect' : 'connect';
  }

  /** Directly, or within the socket of a tunnel, whose bytes Node reads in its own way. */
  #open(listener: SocketListener, tunnel: Socket | undefined): Socket {
    if (tunnel !== undefined) {
      const socket = this.#isTls ? this.#secure({ socket: tunnel }) : tunnel;
      return socket.on('data', (bytes: Buffer) => listener.read(bytes, bytes.length));
    }
    const { hostname, port } = this.#settings.origin;
    const onread: OnReadOpts = {
      buffer: this.#buffer,
      callback: (length) => {
        listener.read(this.#buffer, length);
        return true;
      },
    };
    const to = {
      host: bare(hostname),
      port: Number(port || (this.#isTls ? 443 : 80)),
      ...{ onread },
    };
    return this.#isTls ? this.#secure(to) : connectTcp(to);
  }

  #secure(to: ConnectionOptions): TLSSocket {
    const host = bare(this.#settings.origin.hostname);
    const session = this.#session;
    const socket = connectTls({
      ...{ ...to, ...this.#settings.trust, host, ALPNProtocols: ['http/1.1'] },
      // An address is no name for SNI (RFC 6066, section 3).
      servername: isIP(host) === 0 ? host : '',
      ...(session !== undefined && { session }),
    });
    return socket.on('session', (fresh) => {
      this.#session = fresh;
    });
  }
}

/** One socket being opened: ends once, with the socket or with an error. */
class Attempt {
  isOver = false;
  readonly #listener: SocketListener;
  readonly #timer: NodeJS.Timeout;
  #socket: Socket | undefined;

  constructor(listener: SocketListener, timeoutMs: number) {
    this.#listener = listener;
    this.#timer = setTimeout(() => {
      this.fail(Object.assign(new Error('connect timeout'), { code: 'TimeoutError' }));
    }, timeoutMs);
  }

  /** `ready`: the event that says that it is open; absent: it is. */
  use(socket: Socket, ready: 'connect' | 'secureConnect' | undefined): void {
    this.#socket = socket;
    // What fails after the end of the attempt is heard by others, or by nobody.
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(closedEarly()));
    if (ready === undefined) this.#succeed(socket);
    else socket.once(ready, () => this.#succeed(socket));
  }

  fail(error: Error): void {
    if (this.isOver) return;
    this.giveUp();
    this.#listener.failed(error);
  }

  giveUp(): void {
    if (this.isOver) return;
    this.#end();
    this.#socket?.destroy();
  }

  #succeed(socket: Socket): void {
    if (this.isOver) return;
    this.#end();
    socket.setNoDelay(true).setKeepAlive(true, probeAfterMs);
    this.#listener.opened(socket);
  }

  #end(): void {
    this.isOver = true;
    clearTimeout(this.#timer);
  }
}

function closedEarly(): Error {
  return Object.assign(new Error('closed before it was open'), { code: 'ECONNRESET' });
}

/** Without the brackets that an IPv6 address has in a URL. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
