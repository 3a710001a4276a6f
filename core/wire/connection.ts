import type { Socket } from 'node:net';
import type { Dialer, SocketListener } from './dial.js';
import type { HeaderTable } from './header-table.js';
import { type ResponseFault, type ResponseListener, ResponseReader } from './response-reader.js';

/** A socket as a request is written to it. */
export type RequestSocket = Pick<Socket, 'write' | 'cork' | 'uncork' | 'writableLength'>;

/** One request and its answer. */
export interface Exchange<Headers> extends ResponseListener<Headers> {
  /** Writes the request, now. */
  writeTo(socket: RequestSocket): void;
  /** The answer has come whole. `isReusable`: the connection may carry another request. */
  end(isReusable: boolean): void;
  /** There is no whole answer. Never called from within `send`, nor after `end`. */
  failed(error: Error): void;
}

export interface ConnectionSettings<Headers extends object> {
  dialer: Dialer;
  /** The headers that are wanted, and what they are entered into. */
  table: HeaderTable<Headers>;
  empty: () => Headers;
}

/** How long a connection may stay idle; within it, the server decides. */
const idleMs = 60_000;
const mostIdleMs = 600_000;
/** So long before the server's own limit: a request must not meet its end. */
const marginS = 2;

const faults: Readonly<Record<ResponseFault, { code: string; message: string }>> = {
  'not HTTP': { code: 'HTTPParserError', message: 'the answer is not valid HTTP' },
  'head too long': { code: 'HTTPParserError', message: 'the head of the answer is too long' },
  'body too long': { code: 'AnswerTooLong', message: 'the answer is longer than 1 GiB' },
};

/**
 * One keep-alive HTTP/1.1 connection, with one request on its way at a time. It is opened by the first
 * request and never again: what is broken or closed is replaced by another.
 */
export class WireConnection<Headers extends object> implements SocketListener {
  readonly #settings: ConnectionSettings<Headers>;
  readonly #reader: ResponseReader<Headers>;
  readonly #onGone: () => void;
  #giveUpDial: (() => void) | undefined;
  #socket: Socket | undefined;
  #exchange: Exchange<Headers> | undefined;
  #isGone = false;
  #idleUntilMs = Number.POSITIVE_INFINITY;

  /** `onGone`: it has ended while it was idle. */
  constructor(settings: ConnectionSettings<Headers>, onGone: () => void) {
    this.#settings = settings;
    this.#reader = new ResponseReader(settings.table, settings.empty);
    this.#onGone = onGone;
  }

  /**
   * Whether the other side may still be expected to take a request. A request that was answered before it had
   * been read may still be being written; over TLS, Node says that all is written a turn later.
   */
  isFresh(nowMs: number): boolean {
    return nowMs < this.#idleUntilMs && this.#socket?.writableLength === 0;
  }

  /** It is idle from now on. */
  rest(nowMs: number): void {
    const { keepAliveS } = this.#reader;
    const mostMs = keepAliveS === undefined ? idleMs : (keepAliveS - marginS) * 1000;
    this.#idleUntilMs = nowMs + Math.min(mostMs, mostIdleMs);
  }

  send(exchange: Exchange<Headers>): void {
    this.#exchange = exchange;
    this.#reader.start(exchange);
    if (this.#socket !== undefined) exchange.writeTo(this.#socket);
    else this.#giveUpDial = this.#settings.dialer.dial(this);
  }

  opened(socket: Socket): void {
    this.#socket = socket;
    socket.on('end', () => this.#ended());
    socket.on('error', (error) => this.#broken(error));
    socket.on('close', () => this.#ended());
    this.#exchange?.writeTo(socket);
  }

  failed(error: Error): void {
    this.#fail(error);
  }

  read(bytes: Buffer, length: number): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      // Nobody has asked; what it belongs to cannot be told.
      this.#leave();
      return;
    }
    const reader = this.#reader;
    reader.push(bytes, length);
    if (exchange !== this.#exchange) return;
    if (reader.fault !== undefined) this.#fail(errorOf(reader.fault));
    else if (reader.isOver) this.#finish(exchange);
  }

  /** Closes at once, whatever it is doing; nothing is told of it. */
  destroy(): void {
    this.#isGone = true;
    this.#exchange = undefined;
    this.#giveUpDial?.();
    this.#socket?.destroy();
  }

  #finish(exchange: Exchange<Headers>): void {
    this.#exchange = undefined;
    exchange.end(this.#reader.isReusable);
  }

  /** The other side sends no more. */
  #ended(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) this.#leave();
    else if (this.#reader.finish()) this.#finish(exchange);
    else this.#fail(this.#reader.fault ? errorOf(this.#reader.fault) : cutOff());
  }

  /** Some systems say of an answer that ends with its connection that it was reset (macOS). */
  #broken(error: NodeJS.ErrnoException): void {
    if (error.code === 'ECONNRESET') this.#ended();
    else this.#fail(error);
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    this.destroy();
    exchange?.failed(error);
  }

  #leave(): void {
    if (this.#isGone) return;
    this.destroy();
    this.#onGone();
  }
}

function errorOf(fault: ResponseFault): Error {
  const { code, message } = faults[fault];
  return Object.assign(new Error(message), { code });
}

function cutOff(): Error {
  return Object.assign(new Error('the other side has closed'), { code: 'ECONNRESET' });
}
