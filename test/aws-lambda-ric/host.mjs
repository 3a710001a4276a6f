// Runs a handler under AWS's own runtime client: `node host.mjs app.handler` in the handler's folder,
// with AWS_LAMBDA_RUNTIME_API set. In place of its native addon stands a socket that blocks as that does.
import fs from 'node:fs';
import Module from 'node:module';
import { connect } from 'node:net';

const { AWS_LAMBDA_RUNTIME_API: api } = process.env;
const [hostname, port] = api.split(':');
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Calls a system call until it does not say "not now". */
function blocking(call) {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

/** Nothing reads this socket but `post`, and it keeps no process running. */
const socket = connect({ host: hostname, port: Number(port) }).pause();
await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
socket.unref();
const { fd } = socket._handle;

/** Sends a request and waits for its answer, which is not looked at. */
function post(path, body) {
  const bytes = Buffer.from(body);
  const head = `POST /2018-06-01/runtime/invocation/${path} HTTP/1.1\r\nHost: ${api}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  const request = Buffer.concat([Buffer.from(head), bytes]);
  for (let sent = 0; sent < request.length; ) {
    sent += blocking(() => fs.writeSync(fd, request, sent));
  }
  const answer = Buffer.alloc(4096);
  let text = '';
  const isWhole = () => {
    const [, length] = /content-length: (\d+)/i.exec(text) ?? [];
    return (
      text.includes('\r\n\r\n') && text.length >= text.indexOf('\r\n\r\n') + 4 + Number(length)
    );
  };
  while (!isWhole())
    text += answer.toString(
      'latin1',
      0,
      blocking(() => fs.readSync(fd, answer)),
    );
}

/** What rapid-client.cc exports; like that, it takes text and nothing else. */
const nativeClient = {
  done(...values) {
    if (!values.every((value) => typeof value === 'string')) throw new TypeError('Wrong arguments');
    post(`${values[0]}/response`, values[1]);
  },
  error(...values) {
    if (!values.every((value) => typeof value === 'string')) throw new TypeError('Wrong arguments');
    post(`${values[0]}/error`, values[1]);
  },
};
const load = Module._load;
Module._load = (request, ...rest) =>
  request === './rapid-client.node' ? nativeClient : load(request, ...rest);

// On AWS records go to a descriptor of their own, framed: here they go to standard output without frames.
const telemetry = 999;
const isFrameHead = (data) => data.length === 16 && data.readUInt16BE(0) === 0xa55a;
const { writeSync } = fs;
fs.writeSync = (target, data, ...rest) => {
  if (target !== telemetry) return writeSync(target, data, ...rest);
  if (!isFrameHead(data)) writeSync(1, data.at(-1) === 0x0a ? data : `${data}\n`);
  return data.length;
};
process.env._LAMBDA_TELEMETRY_LOG_FD = String(telemetry);
process.env.AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1 = 'true';

const { run } = await import('./index.mjs');
await run(process.cwd(), process.argv[2]);
