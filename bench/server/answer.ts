const requestId = '0b9a4d3e-2f5c-4a41-9b5c-0a3f1f4f8a11';

const log = [
  `START RequestId: ${requestId} Version: 12`,
  `END RequestId: ${requestId}`,
  `REPORT RequestId: ${requestId}\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t`,
  '',
].join('\n');

const body = '{"accepted":true,"orderId":"a81bc81b"}';

/**
 * What every request of a benchmark is answered with: the headers of Lambda's answer to a
 * `RequestResponse` with `LogType: Tail` (AWS Lambda API reference, Invoke), a REPORT in the log, and
 * a small payload.
 */
export const cannedAnswer: Buffer = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'Date: Mon, 23 Nov 2026 14:15:02 GMT',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: keep-alive',
    `x-amzn-RequestId: ${requestId}`,
    'X-Amzn-Trace-Id: Root=1-65b0c4c2-0b9a4d3e2f5c4a419b5c0a3f;Parent=0a3f1f4f8a110b9a;Sampled=0',
    'X-Amz-Executed-Version: 12',
    `X-Amz-Log-Result: ${Buffer.from(log).toString('base64')}`,
    '',
    body,
  ].join('\r\n'),
);
