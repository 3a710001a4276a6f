import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What every answer of a page on loopback says. */
export const commonHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** Answers with that status and nothing else. */
export function refuse(response: ServerResponse, status: number): void {
  const allow = status === 405 ? { allow: 'GET' } : {};
  response.writeHead(status, { ...commonHeaders, ...allow, 'content-length': 0 });
  response.end();
}

/**
 * What is asked for below the token, or with which status that is refused: only `GET`, only with the
 * token, and only by a loopback name, so that no page of the web that has its own name point here (DNS
 * rebinding) can read it.
 */
export function pathBelow(
  token: string,
  port: number,
  { method, headers, url = '' }: IncomingMessage,
): string | 403 | 404 | 405 {
  const names = ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`);
  if (!names.includes(headers.host ?? '')) return 403;
  const [, given = '', ...rest] = url.split('/');
  if (!isSame(given, token)) return 404;
  if (method !== 'GET') return 405;
  return rest.length === 0 ? 404 : rest.join('/');
}

/** In the same time wherever they differ, and however long they are. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
