import { isIP } from 'node:net';
import type { NodeConnectionOptions } from '@nats-io/transport-node';
import { RepriseError } from '../base/errors.js';

/** Where a bus is, and how to come in. */
export interface BusAddress {
  options: Pick<NodeConnectionOptions, 'servers' | 'user' | 'pass' | 'token' | 'tls'>;
  /** Without the password. */
  shown: string;
}

/**
 * Reads `nats://host:4222`, `tls://host:4222`, both also with `user:password@` or `token@` before the
 * host; several servers are separated by commas. Throws `RepriseError` for anything else.
 */
export function busAddress(text: string): BusAddress {
  const urls = text.split(',').map(busUrl);
  const [first] = urls;
  if (!first) throw notAnAddress(text);
  const [user, pass] = [first.username, first.password].map(decodeURIComponent);
  return {
    options: {
      servers: urls.map(({ host }) => host),
      ...(user && pass && { user, pass }),
      ...(user && !pass && { token: user }),
      ...(first.protocol === 'tls:' && { tls: tlsOptions(urls) }),
    },
    shown: urls.map(({ protocol, host }) => `${protocol}//${host}`).join(','),
  };
}

/** The client names a server to TLS that has a name; one that is given by its IP address it takes for localhost. */
function tlsOptions([first, ...others]: readonly URL[]): NonNullable<NodeConnectionOptions['tls']> {
  const host = first?.hostname.replace(/^\[|\]$/g, '') ?? '';
  return others.length === 0 && isIP(host) !== 0 ? ({ host } as object) : {};
}

function busUrl(text: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.host && (url.protocol === 'nats:' || url.protocol === 'tls:')) return url;
  throw notAnAddress(text);
}

function notAnAddress(text: string): RepriseError {
  const shown = text.replace(/\/\/[^@/]*@/, '//');
  return new RepriseError(`"${shown}" is not the address of a bus.`, {
    hint: 'Write nats://host:4222, or tls://host:4222.',
  });
}
