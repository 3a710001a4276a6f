import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { ProxyRefusal } from './refusal.js';

/**
 * Tells the requests that may be signed with the user's credentials from those that a page in a browser
 * may have sent: under a name that resolves to this machine (DNS rebinding: only `localhost`,
 * addresses and the name it listens on are answered to), or across origins, which browsers say of
 * themselves (Fetch standard, `Origin` and `Sec-Fetch-Site`) and SDKs never do. `via` is this
 * proxy's own name, by which a call is known that it sent itself.
 */
export function createGuard(
  host: string,
  via: string,
): (request: IncomingMessage) => ProxyRefusal | undefined {
  const names = new Set(['localhost', host.toLowerCase()]);
  return ({ headers, url = '' }) => {
    const name = hostName(headers.host ?? '');
    if (!names.has(name) && isIP(name) === 0) {
      return denied(`The recording proxy does not answer to the host '${name}'.`);
    }
    const site = headers['sec-fetch-site'] ?? 'none';
    if (headers.origin !== undefined || site !== 'none') {
      return denied('The recording proxy does not answer to web pages.');
    }
    if (headers.via?.includes(via)) {
      return denied('The recording proxy was to send a call to itself. Look at its --upstream.');
    }
    return url.startsWith('/') ? undefined : denied('The recording proxy is no forward proxy.');
  };
}

function hostName(header: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(header);
  return (bracketed?.[1] ?? header.replace(/:\d+$/, '')).toLowerCase();
}

function denied(message: string): ProxyRefusal {
  return { statusCode: 403, errorType: 'AccessDeniedException', message };
}
