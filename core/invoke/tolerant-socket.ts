import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/**
 * Makes undici take two things that RFC 9110 lets a server do and undici 7 ends the connection for:
 * a `100 Continue` that nobody asked for (section 15.2), and the same `Content-Length` twice (section
 * 8.6). Both are taken out of the bytes before its parser sees them.
 */
export function tolerant(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...args) => {
      const [error, socket] = args;
      if (error === null) filterHeads(socket);
      callback(...args);
    });
}

/** Looks at the first bytes of each answer: those that follow a write, one request being on its way. */
function filterHeads(socket: Socket): void {
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let isHead = true;
  /** Of a head that came in pieces: too little of it to tell what it is. */
  let held: Buffer | undefined;
  socket.write = (...args: unknown[]) => {
    isHead = true;
    return write(...args);
  };
  socket.read = (size?: number): Buffer | null => {
    for (;;) {
      const chunk = read(size) as Buffer | null;
      if (!isHead || chunk === null) return chunk;
      const head = withoutContinue(held ? Buffer.concat([held, chunk]) : chunk);
      held = isUndecided(head) ? head : undefined;
      if (held) continue;
      isHead = false;
      return withOneLength(head);
    }
  };
}

const continued = Buffer.from('HTTP/1.1 100');
const blankLine = Buffer.from('\r\n\r\n');
const maxHeadBytes = 2048;

function isContinue(bytes: Buffer): boolean {
  return bytes.length >= continued.length && continued.compare(bytes, 0, continued.length) === 0;
}

/** The bytes behind all interim answers with the status 100 that they begin with. */
function withoutContinue(bytes: Buffer): Buffer {
  let rest = bytes;
  while (isContinue(rest)) {
    const end = rest.indexOf(blankLine);
    if (end < 0) break;
    rest = rest.subarray(end + blankLine.length);
  }
  return rest;
}

/** Nothing yet, or the beginning of what may be a `100 Continue`; a long one is the parser's to refuse. */
function isUndecided(bytes: Buffer): boolean {
  if (isContinue(bytes)) return bytes.length <= maxHeadBytes;
  return continued.subarray(0, bytes.length).equals(bytes);
}

const lengthName = Buffer.from('ength:');

/** Without a second `Content-Length` that says what the first one says. */
function withOneLength(chunk: Buffer): Buffer {
  const first = chunk.indexOf(lengthName);
  if (first < 0 || first > maxHeadBytes) return chunk;
  const near = chunk.subarray(0, maxHeadBytes);
  if (near.indexOf(lengthName, first + lengthName.length) < 0) return chunk;
  const end = chunk.indexOf(blankLine);
  const head = chunk.toString('latin1', 0, end < 0 ? chunk.length : end);
  const lengths = [...head.matchAll(/\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n|$)/gi)];
  const [one, ...others] = lengths;
  if (one === undefined || others.length === 0 || end < 0) return chunk;
  if (others.some(([, value]) => value !== one[1])) return chunk;
  const kept = others.reduceRight(
    (text, { index, 0: line }) => text.slice(0, index) + text.slice(index + line.length),
    head,
  );
  return Buffer.concat([Buffer.from(kept, 'latin1'), chunk.subarray(end)]);
}
