import { buildConnector, Client } from 'undici';
import { proxyOf } from './environment-proxy.js';
import { tunnelConnector } from './proxy-tunnel.js';
import { tolerant } from './tolerant-socket.js';

/** How long a connection may stay idle; within it, the server decides. */
const keepAliveMs = 60_000;

export interface ConnectionSettings {
  origin: string;
  /** At most this many connections are ever open. */
  limit: number;
  connectTimeoutMs: number;
}

/**
 * A bounded set of HTTP/1.1 connections to one origin, each an undici `Client` that carries one
 * request at a time. They are opened as they are needed and the one used last is used next, so that
 * few stay busy and the rest may close. All share one cache of TLS sessions. Certificates are
 * checked as Node does (NODE_EXTRA_CA_CERTS). Where the environment names a proxy, each connection is a
 * tunnel through it.
 */
export class Connections {
  readonly #settings: ConnectionSettings;
  readonly #connect: buildConnector.connector;
  readonly #idle: Client[] = [];
  readonly #open = new Set<Client>();

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
    const { origin, connectTimeoutMs } = settings;
    const proxy = proxyOf(new URL(origin));
    this.#connect = tolerant(
      proxy
        ? tunnelConnector(proxy, connectTimeoutMs)
        : buildConnector({ timeout: connectTimeoutMs }),
    );
  }

  /** A connection of one's own until it is given back or destroyed; undefined if all are taken. */
  take(): Client | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined || this.#open.size >= this.#settings.limit) return idle;
    const client = new Client(this.#settings.origin, {
      connect: this.#connect,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      // The client bounds the whole exchange itself.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#open.add(client);
    return client;
  }

  /** What was taken is free again. */
  give(client: Client): void {
    this.#idle.push(client);
  }

  /** Closes at once what was taken, whatever it is doing. */
  destroy(client: Client): void {
    this.#open.delete(client);
    client.destroy(null, () => undefined);
  }

  /** Closes all, idle or taken. */
  async close(): Promise<void> {
    const open = [...this.#open];
    this.#open.clear();
    this.#idle.length = 0;
    await Promise.all(open.map((client) => client.destroy()));
  }
}
