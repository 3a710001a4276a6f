import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { mix32 } from '../../core/base/random.js';

/** When the first event of the bench's log was sent, and how far apart they were. */
export const startMs = 1_764_400_000_000;
export const spacingUs = 1000;

const linesInPage = 10_000;

/** A request id for each event, as scattered as Lambda's are. */
export function idOf(event: number): string {
  const hex = [1, 2, 3, 4].map((part) =>
    mix32(event * 4 + part)
      .toString(16)
      .padStart(8, '0'),
  );
  const all = hex.join('');
  return [8, 12, 16, 20, 32].map((end, i, ends) => all.slice(ends[i - 1] ?? 0, end)).join('-');
}

/** CloudWatch Logs of so many events, in a process of its own. */
export class LogServer {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(events: number): Promise<LogServer> {
    const child = fork(fileURLToPath(import.meta.url), [String(events)]);
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message) => resolve(message as number));
      child.once('exit', () => reject(new Error('the log server ended too early')));
    });
    return new LogServer(child, port);
  }

  close(): void {
    this.#child.disconnect();
  }
}

/** FilterLogEvents of a log with START and REPORT of each event, page by page. */
function serve(events: number): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { nextToken = '0' } = JSON.parse(Buffer.concat(chunks).toString());
      const from = Number(nextToken);
      const to = Math.min(events, from + linesInPage / 2);
      const page = Array.from({ length: to - from }, (_, i) => linesOf(from + i)).flat();
      const next = to < events ? { nextToken: String(to) } : {};
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ events: page, ...next }));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.once('disconnect', () => process.exit());
}

function linesOf(event: number): object[] {
  const id = idOf(event);
  const timestamp = startMs + (event * spacingUs) / 1000 + 50;
  const logStreamName = `2026/11/29/[7]${event % 1000}`;
  const report = `REPORT RequestId: ${id}\tDuration: 30.12 ms\tBilled Duration: 31 ms\tMemory Size: 512 MB\tMax Memory Used: 64 MB\t\n`;
  return [
    { timestamp, logStreamName, message: `START RequestId: ${id} Version: 7\n` },
    { timestamp: timestamp + 31, logStreamName, message: report },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(Number(process.argv[2]));
