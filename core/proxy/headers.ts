/** Name and value, as they came. */
export type Header = readonly [name: string, value: string];

/** What concerns one connection only and is never passed on (RFC 9110, section 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the caller says of itself, or of a body that is sent on with a length of its own. */
const replaced = new Set([
  'authorization',
  'content-length',
  'expect',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
]);

/** The caller's headers that go on to the real endpoint: neither its signature nor its credentials. */
export function requestHeaders(raw: readonly string[]): Header[] {
  return endToEnd(raw, (name) => !replaced.has(name));
}

/** An answer's headers that go back to the caller, in the order and the spelling in which they came. */
export function responseHeaders(raw: readonly Buffer[]): Header[] {
  return endToEnd(raw.map((bytes) => bytes.toString('latin1')));
}

function endToEnd(raw: readonly string[], isWanted = (_name: string): boolean => true): Header[] {
  const named = namedByConnection(raw);
  const headers: Header[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const key = name.toLowerCase();
    if (hopByHop.has(key) || named?.has(key) || !isWanted(key)) continue;
    headers.push([name, raw[index + 1] ?? '']);
  }
  return headers;
}

/** `Connection: close, X-Private` names further headers that stop here. */
function namedByConnection(raw: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const value = raw[index + 1] ?? '';
    if (raw[index]?.toLowerCase() !== 'connection' || /^(?:keep-alive|close)$/i.test(value))
      continue;
    named ??= new Set();
    for (const name of value.split(',')) named.add(name.trim().toLowerCase());
  }
  return named;
}
