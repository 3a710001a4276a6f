import { isThisMachine } from './this-machine.js';

/**
 * The HTTP proxy that the environment names for a URL, by the rules that curl and most tools share:
 * `https_proxy` or `HTTPS_PROXY` for https, `http_proxy` or `HTTP_PROXY` for http, and none for what
 * `no_proxy` or `NO_PROXY` lists (names with all that is below them, addresses, each with a port or
 * without; `*` for everything). The small spelling wins. This machine is never reached through a
 * proxy. Undefined when the URL is reached directly.
 */
export function proxyOf(url: URL, environment: NodeJS.ProcessEnv = process.env): URL | undefined {
  if (isThisMachine(url.hostname)) return undefined;
  const scheme = url.protocol.slice(0, -1);
  const named = setting(environment, `${scheme}_proxy`);
  if (named === undefined || isExcepted(url, setting(environment, 'no_proxy') ?? ''))
    return undefined;
  const text = named.includes('://') ? named : `http://${named}`;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function setting(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name] ?? environment[name.toUpperCase()];
  return value === '' ? undefined : value;
}

function isExcepted(url: URL, list: string): boolean {
  const host = bare(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', entryPort = port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    const domain = bare(name).replace(/^\*?\./, '');
    if (entry === '*') return true;
    return domain !== '' && entryPort === port && (host === domain || host.endsWith(`.${domain}`));
  });
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, '');
}
