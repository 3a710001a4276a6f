import { buildConnector, Client } from 'undici';
import type { PooledConnection } from '../wire/connection-pool.js';
import type { OpenTunnel } from '../wire/dial.js';
import { proxyOf } from './environment-proxy.js';
import { tunnelTo } from './proxy-tunnel.js';
import { tolerant } from './tolerant-socket.js';
import type { Trust } from './trust.js';

/** How long a connection may stay idle; within it, the server decides. */
const keepAliveMs = 60_000;

/** An undici client as a pool holds it: it connects anew where its socket has closed, and ends idle ones itself. */
export class UndiciClient extends Client implements PooledConnection {
  isFresh(): boolean {
    return true;
  }

  rest(): void {}
}

/**
 * What makes connections to one origin, each an undici `Client` that carries one request at a time. All
 * share one cache of TLS sessions. Certificates are checked by `trust`. Where the
 * environment names a proxy, each connection is a tunnel through it.
 */
export function undiciClients(url: URL, timeout: number, trust: Trust): () => UndiciClient {
  const { origin } = url;
  const proxy = proxyOf(url);
  const direct = buildConnector({ timeout, ...trust });
  const connect = tolerant(proxy ? tunnelConnector(tunnelTo(url, proxy, timeout), direct) : direct);
  return () =>
    new UndiciClient(origin, {
      connect,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      // The client bounds the whole exchange itself.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
}

/** TLS within the tunnel, where the origin speaks it. */
function tunnelConnector(
  open: OpenTunnel,
  direct: buildConnector.connector,
): buildConnector.connector {
  return (options, callback) =>
    open((error, socket) => {
      if (error || !socket) callback(error ?? new Error('no socket'), null);
      else if (options.protocol === 'https:') direct({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    });
}
