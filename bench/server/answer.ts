import { encodeStreamEvent } from '../../local/http/event-stream.js';

const requestId = '0b9a4d3e-2f5c-4a41-9b5c-0a3f1f4f8a11';

const log = [
  `START RequestId: ${requestId} Version: 12`,
  `END RequestId: ${requestId}`,
  `REPORT RequestId: ${requestId}\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t`,
  '',
].join('\n');

const head = [
  'HTTP/1.1 200 OK',
  'Date: Mon, 23 Nov 2026 14:15:02 GMT',
  'Connection: keep-alive',
  `x-amzn-RequestId: ${requestId}`,
  'X-Amzn-Trace-Id: Root=1-65b0c4c2-0b9a4d3e2f5c4a419b5c0a3f;Parent=0a3f1f4f8a110b9a;Sampled=0',
  'X-Amz-Executed-Version: 12',
];
const logResult = Buffer.from(log).toString('base64');

/**
 * The answer to a `RequestResponse` with `LogType: Tail` (AWS Lambda API reference, Invoke): its headers, a
 * REPORT in the log, and this payload.
 */
export function wholeAnswer(payload: string): Buffer {
  const own = ['Content-Type: application/json', `Content-Length: ${payload.length}`];
  return Buffer.from([...head, ...own, `X-Amz-Log-Result: ${logResult}`, '', payload].join('\r\n'));
}

/** The answer to an InvokeWithResponseStream: this payload in so many chunks, each an HTTP chunk of its own. */
export function streamedAnswer(payload: string, chunks: number): Buffer {
  const own = [
    'Content-Type: application/vnd.amazon.eventstream',
    'Transfer-Encoding: chunked',
    ...['', ''],
  ];
  const bytes = Buffer.from(payload);
  const each = Math.ceil(bytes.length / chunks);
  const events = Array.from({ length: chunks }, (_, i) =>
    encodeStreamEvent('PayloadChunk', bytes.subarray(i * each, (i + 1) * each)),
  );
  const complete = Buffer.from(JSON.stringify({ LogResult: logResult }));
  return Buffer.concat([
    Buffer.from([...head, ...own].join('\r\n')),
    ...[...events, encodeStreamEvent('InvokeComplete', complete)].flatMap(httpChunk),
    Buffer.from('0\r\n\r\n'),
  ]);
}

function httpChunk(bytes: Buffer): Buffer[] {
  return [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')];
}

/** What every request of a benchmark is answered with unless it says otherwise. */
export const cannedAnswer: Buffer = wholeAnswer('{"accepted":true,"orderId":"a81bc81b"}');
