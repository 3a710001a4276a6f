import {
  type Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { HoldLast } from './hold-last.js';

/** Room for the largest header a runtime sends: `Lambda-Runtime-Function-XRay-Error-Cause`, 1 MB. */
export const maxHeaderBytes = 2 * 1024 * 1024;

/** Where the real Runtime API is: `127.0.0.1:9001`, and its parts. */
export interface Upstream {
  host: string;
  hostname: string;
  port: string;
}

/** One call of a runtime, on its way to the real Runtime API. */
export interface ExchangeParts {
  request: IncomingMessage;
  response: ServerResponse;
  upstream: Upstream;
  agent: Agent;
  /** The request is whole, and its end has not been passed on. */
  asked?: () => void;
  /** The answer's head is there, and nothing of it has been passed on. */
  answered?: (answer: IncomingMessage) => void;
}

/**
 * Passes a call on and its answer back as they come: request line, headers in their order and
 * spelling, bodies chunk by chunk, trailers. Nothing is timed, since a runtime waits for its next
 * event as long as it takes. When one side breaks off, so does the other.
 */
export function exchange(parts: ExchangeParts): void {
  const { request, response, upstream, agent } = parts;
  const onward = httpRequest({
    ...{ agent, host: upstream.hostname, port: upstream.port, maxHeaderSize: maxHeaderBytes },
    ...{ method: request.method, path: request.url },
    headers: requestHeaders(request, upstream.host),
  });
  onward.once('response', (answer) => {
    parts.answered?.(answer);
    passBack(answer, response);
  });
  onward.on('error', () => response.destroy());
  response.once('close', () => {
    if (!response.writableFinished) onward.destroy();
  });
  request.once('end', () => passTrailers(request, onward));
  request.on('error', () => onward.destroy());
  const hasLength = request.headers['content-length'] !== undefined;
  request.pipe(new HoldLast(hasLength, () => parts.asked?.())).pipe(onward);
}

function passBack(answer: IncomingMessage, response: ServerResponse): void {
  const { statusCode = 502, statusMessage = '', rawHeaders } = answer;
  response.sendDate = false;
  response.writeHead(statusCode, statusMessage, withoutHopByHop(rawHeaders, answerHopByHop));
  // The head of a stream may come long before its first chunk.
  if (answer.headers['content-length'] === undefined) response.flushHeaders();
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

function passTrailers({ rawTrailers }: IncomingMessage, onward: ClientRequest): void {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < rawTrailers.length; index += 2) {
    pairs.push([rawTrailers[index] ?? '', rawTrailers[index + 1] ?? '']);
  }
  if (pairs.length > 0) onward.addTrailers(pairs);
}

/**
 * What concerns a single connection (RFC 9110, section 7.6.1). `Trailer` goes on, since streamed
 * answers end with trailers; `Expect` has been answered.
 */
const requestHopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'expect']);
const answerHopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding']);

function requestHeaders({ rawHeaders, headers, method }: IncomingMessage, host: string): string[] {
  const kept = withoutHopByHop(rawHeaders, requestHopByHop);
  for (let index = 0; index < kept.length; index += 2) {
    if (kept[index]?.toLowerCase() === 'host') kept[index + 1] = host;
  }
  const hasLength = 'content-length' in headers || 'transfer-encoding' in headers;
  // Without either the body is empty, which Node would send as a chunked one.
  return method === 'POST' && !hasLength ? [...kept, 'Content-Length', '0'] : kept;
}

function withoutHopByHop(raw: readonly string[], names: ReadonlySet<string>): string[] {
  return raw.filter((_, index) => !names.has(raw[index & ~1]?.toLowerCase() ?? ''));
}
