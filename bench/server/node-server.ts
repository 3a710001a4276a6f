import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';

/**
 * What `server.c` is, in Node: where there is no C compiler, and for TLS. The same commands on
 * standard input, the same answers. Started as `node node-server.js ANSWER_FILE DELAY_US [KEY CERT]`;
 * with a key and a certificate it speaks TLS.
 */
function serve(answer: Buffer, delayMs: number, tls?: { key: Buffer; cert: Buffer }): void {
  let requests = 0;
  let firstUs = 0;
  const onSocket = (socket: Socket): void => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    readRequests(socket, () => {
      if (requests++ === 0) firstUs = nowUs();
      if (delayMs > 0) setTimeout(() => socket.write(answer), delayMs);
      else socket.write(answer);
    });
  };
  const server = tls ? createTlsServer(tls, onSocket) : createServer(onSocket);
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
    say(`listening ${(server.address() as AddressInfo).port}`),
  );
  const commands = createInterface(process.stdin);
  commands.on('close', () => process.exit());
  commands.on('line', (line) => {
    const [command, ms] = line.split(' ');
    if (command === 'stall')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
    else say(`count ${requests} ${firstUs} ${cpuUs()}`);
  });
}

/** Calls back once for each request that is there in full. */
function readRequests(socket: Socket, onRequest: () => void): void {
  let rest: Buffer | undefined;
  socket.on('data', (chunk: Buffer) => {
    let data = rest ? Buffer.concat([rest, chunk]) : chunk;
    for (let bytes = requestBytes(data); bytes > 0; bytes = requestBytes(data)) {
      data = data.subarray(bytes);
      onRequest();
    }
    rest = data.length > 0 ? data : undefined;
  });
}

/** Bytes of the first request in a buffer, 0 when it is not there in full. */
function requestBytes(data: Buffer): number {
  const end = data.indexOf('\r\n\r\n');
  if (end === -1) return 0;
  const [, length = '0'] =
    /\r\ncontent-length: *(\d+)/i.exec(data.toString('latin1', 0, end)) ?? [];
  const whole = end + 4 + Number(length);
  return whole <= data.length ? whole : 0;
}

function nowUs(): number {
  return Math.round(Number(process.hrtime.bigint()) / 1000);
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [, , answerFile = '', delayUs = '0', keyFile, certFile] = process.argv;
serve(
  readFileSync(answerFile),
  Number(delayUs) / 1000,
  keyFile && certFile ? { key: readFileSync(keyFile), cert: readFileSync(certFile) } : undefined,
);
