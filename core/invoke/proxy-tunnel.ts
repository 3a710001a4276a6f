import { type ClientRequestArgs, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { OpenTunnel } from '../wire/dial.js';
import type { Trust } from './trust.js';

/** Where a tunnel leads. */
interface Destination {
  hostname: string;
  port: string | number;
}

type Opened = (error: Error | null, socket?: Socket) => void;

/** A tunnel to one place through a proxy, opened whenever it is called. */
export function tunnelTo(
  { hostname, port, protocol }: URL,
  proxy: URL,
  timeoutMs: number,
): OpenTunnel {
  const to = { hostname, port: port || (protocol === 'https:' ? 443 : 80) };
  return (opened) => askForTunnel(proxy, to, timeoutMs, opened);
}

/** How many sockets node:http keeps, as its agents name it. */
export interface AgentOptions {
  keepAlive: boolean;
  maxSockets: number;
  maxFreeSockets: number;
}

/** The same for the SDK: node:http's agents, whose sockets are tunnels (Node.js, `agent.createConnection`). */
export function tunnelAgents(
  proxy: URL,
  timeoutMs: number,
  options: AgentOptions,
  trust: Trust,
): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  const open = ({ host, port }: ClientRequestArgs, done: Opened): undefined => {
    askForTunnel(proxy, { hostname: host ?? '', port: port ?? '' }, timeoutMs, done);
  };
  const httpAgent = new HttpAgent(options);
  httpAgent.createConnection = (whole, done) =>
    open(whole, (error, socket) => done?.(error, socket as Socket));
  const httpsAgent = new HttpsAgent({ ...options, ...trust });
  const secure = httpsAgent.createConnection.bind(httpsAgent);
  httpsAgent.createConnection = (whole, done) =>
    open(whole, (error, socket) => {
      const within = error ? socket : secure(Object.assign({}, whole, { socket }));
      done?.(error, within as Socket);
    });
  return { httpAgent, httpsAgent };
}

/**
 * Asks a proxy for a connection to somewhere else (CONNECT, RFC 9110 section 9.3.6), with the name and
 * password that its URL holds. Fails with `ERR_PROXY_TUNNEL`, Node's own code for it, when the proxy refuses.
 */
function askForTunnel(proxy: URL, to: Destination, timeoutMs: number, done: Opened): void {
  const host = to.hostname.includes(':') ? `[${to.hostname.replace(/^\[|\]$/g, '')}]` : to.hostname;
  const authority = `${host}:${to.port}`;
  const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
    hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: { Host: authority, ...authorization(proxy) },
    agent: false,
    timeout: timeoutMs,
  });
  request.once('connect', ({ statusCode = 0, statusMessage }, socket: Socket) => {
    socket.setTimeout(0);
    if (statusCode >= 200 && statusCode < 300) {
      done(null, socket);
      return;
    }
    socket.destroy();
    const what = `the proxy ${proxy.host} answered ${statusCode} ${statusMessage ?? ''}`;
    done(Object.assign(new Error(what.trimEnd()), { code: 'ERR_PROXY_TUNNEL' }));
  });
  request.once('timeout', () => {
    request.destroy(Object.assign(new Error('connect timeout'), { code: 'TimeoutError' }));
  });
  request.once('error', (error) => done(error));
  request.end();
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}
