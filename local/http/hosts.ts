import { isIP } from 'node:net';

/**
 * Tells the `Host` headers that a server answers to from those it does not: a page in a browser
 * could otherwise reach it under a name that resolves to this machine (DNS rebinding). An address
 * is always fine, since no one can rebind it.
 */
export function createHostCheck(names: readonly string[]): (header: string | undefined) => boolean {
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  let lastKnown: string | undefined;
  return (header) => {
    if (header === undefined) return false;
    if (header === lastKnown) return true;
    const name = hostName(header);
    if (!known.has(name) && isIP(name) === 0) return false;
    lastKnown = header;
    return true;
  };
}

function hostName(header: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(header);
  return (bracketed?.[1] ?? header.replace(/:\d+$/, '')).toLowerCase();
}
