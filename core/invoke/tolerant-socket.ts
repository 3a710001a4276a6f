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
  // Called by way of the socket, and not bound: each of these calls is on every invocation's way.
  const { read, write } = socket as unknown as { read: Read; write: Write };
  let isHead = true;
  /** Of a head that came in pieces: too little of it to tell what it is. */
  let held: Buffer | undefined;
  const filtered = socket as unknown as { read: Read; write: Write };
  filtered.write = (chunk, encoding, done) => {
    isHead = true;
    return write.call(socket, chunk, encoding, done);
  };
  filtered.read = (size) => {
    for (;;) {
      const chunk = read.call(socket, size);
      if (!isHead || chunk === null) return chunk;
      if (held === undefined && isFinal(chunk)) {
        isHead = false;
        return withOneLength(chunk);
      }
      const head = withoutContinue(held ? Buffer.concat([held, chunk]) : chunk);
      held = isUndecided(head) ? head : undefined;
      if (held) continue;
      isHead = false;
      return withOneLength(head);
    }
  };
}

type Read = (this: Socket, size?: number) => Buffer | null;
type Write = (this: Socket, chunk: unknown, encoding?: unknown, done?: unknown) => boolean;

/** Where the first digit of the status stands in `HTTP/1.1 200`. */
const statusAt = 9;
const digitOne = 0x31;

/** Whether it cannot be the beginning of an interim answer: of nearly all answers, this is all that is asked. */
function isFinal(chunk: Buffer): boolean {
  return chunk.length > statusAt && chunk[statusAt] !== digitOne;
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
  if (chunk.lastIndexOf(lengthName, maxHeadBytes) === first) return chunk;
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
