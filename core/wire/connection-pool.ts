import { performance } from 'node:perf_hooks';

/** What the pool needs of a connection. */
export interface PooledConnection {
  /** Whether it may still be used that was idle until now. */
  isFresh(nowMs: number): boolean;
  /** It is idle from now on. */
  rest(nowMs: number): void;
  /** Closes at once, whatever it is doing. */
  destroy(): void;
}

export interface PoolSettings<Connection> {
  /** At most this many connections are ever open. */
  limit: number;
  /** Makes one; `onGone` is called if it ends while it is idle. */
  create: (onGone: () => void) => Connection;
}

/** How often idle connections are looked at. */
const sweepMs = 5000;

/**
 * A bounded set of connections to one place, each of which carries one request at a time. They are
 * made as they are needed, and the one used last is used next, so that few stay busy and the rest may
 * close.
 */
export class ConnectionPool<Connection extends PooledConnection> {
  readonly #settings: PoolSettings<Connection>;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  #sweep: NodeJS.Timeout | undefined;

  constructor(settings: PoolSettings<Connection>) {
    this.#settings = settings;
  }

  /**
   * A connection of one's own until it is given back or destroyed; undefined if all are taken. `nowMs` is
   * what `performance.now` says.
   */
  take(nowMs: number = performance.now()): Connection | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.isFresh(nowMs)) return idle;
      this.destroy(idle);
    }
    return this.#open.size < this.#settings.limit ? this.#create() : undefined;
  }

  /** What was taken is free again. */
  give(connection: Connection): void {
    connection.rest(performance.now());
    this.#idle.push(connection);
  }

  /** Closes at once what was taken, whatever it is doing. */
  destroy(connection: Connection): void {
    this.#open.delete(connection);
    connection.destroy();
  }

  /** Closes all, idle or taken. */
  close(): void {
    clearInterval(this.#sweep);
    for (const connection of this.#open) connection.destroy();
    this.#open.clear();
    this.#idle.length = 0;
  }

  #create(): Connection {
    this.#sweep ??= setInterval(() => this.#closeStale(), sweepMs).unref();
    const connection = this.#settings.create(() => this.#forget(connection));
    this.#open.add(connection);
    return connection;
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  #closeStale(): void {
    const nowMs = performance.now();
    const stale = this.#idle.filter((connection) => !connection.isFresh(nowMs));
    for (const connection of stale) {
      this.#forget(connection);
      connection.destroy();
    }
  }
}
