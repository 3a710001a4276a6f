import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A process of its own that answers every invocation at once and notes when it came: when and in which
// order things were sent, told by somebody who did not send them. Payloads are `{"seq":N}`; its first
// message is its address, and at any message it tells what came so far and forgets it.

/** When the invocation with this number came, on the clock of `process.hrtime`, in µs. */
export type Seen = [seq: number, atUs: number];

let seen: Seen[] = [];
const server = createServer((request, response) => {
  const atUs = Number(process.hrtime.bigint()) / 1000;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const { seq } = JSON.parse(Buffer.concat(chunks).toString()) as { seq: number };
    seen.push([seq, atUs]);
    const head = { 'x-amzn-requestid': `r${seq}`, 'x-amz-executed-version': '1' };
    response.writeHead(200, head).end('{}');
  });
});
server.listen(0, '127.0.0.1', () =>
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.on('message', () => {
  process.send?.(seen);
  seen = [];
});
process.on('disconnect', () => process.exit());
