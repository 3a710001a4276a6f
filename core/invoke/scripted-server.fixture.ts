import { createHash } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { Payload } from './client.js';

/** One request as it came over the wire. */
export interface Received {
  method: string;
  path: string;
  /** Lower-case names; the values as they came. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** Says what to write, in raw bytes, so that an answer can be wrong in any way. */
export type Script = (request: Received, socket: Socket) => void;

export interface ScriptedServer {
  /** Without a trailing slash. */
  url: string;
  requests: Received[];
  /** Connections accepted so far; over TLS, how many of them resumed a session. */
  connections: { total: number; resumed: number };
  close(): Promise<void>;
}

export interface ServerOptions {
  tls?: boolean;
  /** Default 127.0.0.1. */
  host?: string;
  /** Accepts and reads nothing. */
  mute?: boolean;
}

/** A server on a free loopback port that does what it is told with each complete request. */
export async function startScriptedServer(
  script: Script,
  options: ServerOptions = {},
): Promise<ScriptedServer> {
  const requests: Received[] = [];
  const connections = { total: 0, resumed: 0 };
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    connections.total += 1;
    socket.setNoDelay(true);
    if (socket instanceof TLSSocket && socket.isSessionReused()) connections.resumed += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (options.mute !== true) readRequests(socket, requests, script);
  };
  const server =
    options.tls === true ? createTlsServer({ key, cert }, accept) : createServer(accept);
  await listen(server, options.host ?? '127.0.0.1');
  return {
    url: urlOf(server, options.tls === true),
    requests,
    connections,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** Speaks TLS with `cert` for a server on loopback that does not, at `url`; gives its own address. */
export async function startTlsFor(url: string): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createTlsServer({ key, cert }, (socket) => {
    const behind = connect(Number(new URL(url).port), '127.0.0.1');
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
      one.pipe(other);
    }
  });
  await listen(server, '127.0.0.1');
  return {
    url: urlOf(server, true),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A whole answer with the right content-length. */
export function answer(
  statusLine: string,
  body: string | Buffer = '',
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'Content-Length': String(bytes.length), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${statusLine}\r\n${head}\r\n`, 'latin1'), bytes]);
}

/** A payload as the recording store gives it. */
export function payloadOf(text: string | Uint8Array): Payload {
  const bytes = Buffer.from(text);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function readRequests(socket: Socket, requests: Received[], script: Script): void {
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const end = buffered.indexOf('\r\n\r\n');
      if (end === -1) return;
      const received = parseHead(buffered.subarray(0, end).toString('latin1'));
      const size = end + 4 + Number(received.headers['content-length'] ?? 0);
      if (buffered.length < size) return;
      received.body = Buffer.from(buffered.subarray(end + 4, size));
      buffered = buffered.subarray(size);
      requests.push(received);
      script(received, socket);
    }
  });
}

function parseHead(head: string): Received {
  const [requestLine = '', ...lines] = head.split('\r\n');
  const [method = '', path = ''] = requestLine.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { method, path, headers, body: Buffer.alloc(0) };
}

function listen(server: Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
}

function urlOf(server: Server, isTls: boolean): string {
  const { address, port, family } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `${isTls ? 'https' : 'http'}://${host}:${port}`;
}

// Made for these tests, signed by itself, for localhost, 127.0.0.1 and ::1.
export const cert = `-----BEGIN CERTIFICATE-----
MIIBrTCCAVSgAwIBAgIUU31LZciBCqpxrXxi0IXclH4SzIEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAyMTg0MFoYDzIxMjYxMDMw
MDIxODQwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASgqjJ0H/79q/sHubKBvTz4ZjsW1JrH37JywftEVvqkccFp//RH0U0A
LXLzIpd4gWR6d8A8S+bsUquFgBXlg+Lho4GBMH8wHQYDVR0OBBYEFMLRXk6U5nMe
F7xhNZ+gyR6L8bbzMB8GA1UdIwQYMBaAFMLRXk6U5nMeF7xhNZ+gyR6L8bbzMA8G
A1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9jYWxob3N0hwR/AAABhxAAAAAA
AAAAAAAAAAAAAAABMAoGCCqGSM49BAMCA0cAMEQCIE7kpbXoryWpCD3ZFhDxP75q
kdSJSSUCxaV00xAslDOaAiAGVFcenCMmN2qKSGI/a62NFlh9bR290SesPY0uT2OG
vg==
-----END CERTIFICATE-----`;
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqk/gc08pYsRFiuA+
7W+Uk8gpuEGR1AOF85B1SwyosnihRANCAASgqjJ0H/79q/sHubKBvTz4ZjsW1JrH
37JywftEVvqkccFp//RH0U0ALXLzIpd4gWR6d8A8S+bsUquFgBXlg+Lh
-----END PRIVATE KEY-----`;
