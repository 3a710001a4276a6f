import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** An answer of the proxy's own, in the shape of Lambda's errors. */
export interface ProxyRefusal {
  statusCode: number;
  /** What SDKs choose their class by: `x-amzn-errortype`. */
  errorType: string;
  message: string;
}

/** Writes an error as Lambda does: name in a header, type and message in the body (AWS Lambda API reference, Invoke, Errors). */
export function writeProxyRefusal(response: ServerResponse, refusal: ProxyRefusal): void {
  const { statusCode, errorType, message } = refusal;
  const body = JSON.stringify({ Type: statusCode < 500 ? 'User' : 'Service', Message: message });
  response.writeHead(statusCode, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-errortype': errorType,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}
