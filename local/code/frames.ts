/** What the local Lambda and a handler's process say to each other, by a letter each. */
export type FrameKind =
  /** To the process: an invocation, as `invocationFrame` writes it. */
  | 'invocation'
  /** The process asks for an invocation: its module is loaded, or the one before is over. */
  | 'next'
  /** A record of the function's own, as text. */
  | 'log'
  /** Bytes that the function wrote to its standard streams. */
  | 'output'
  /** The next bytes of a streamed response. */
  | 'chunk'
  /** The response; empty when it was streamed. */
  | 'response'
  /** An error's body. */
  | 'error'
  /** The body of an error in the init phase. */
  | 'initError';

const kinds: readonly FrameKind[] = [
  'invocation',
  'next',
  'log',
  'output',
  'chunk',
  'response',
  'error',
  'initError',
];

/** The file descriptors of a handler's process that carry frames: invocations in, all else out. */
export const channelDescriptors = { in: 3, out: 4 } as const;

const headBytes = 5;

/** Length of the body (four bytes), kind (one), body. */
export function encodeFrame(kind: FrameKind, body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  frame.writeUInt32BE(body.length, 0);
  frame[4] = kinds.indexOf(kind);
  frame.set(body, headBytes);
  return frame;
}

/** Finds frames in bytes that come in pieces, wherever the pieces are cut. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #take: (kind: FrameKind, body: Buffer | undefined) => void;
  #head: Buffer = Buffer.alloc(0);
  #body: Buffer[] = [];
  /** Bytes of the body that are still to come; undefined while the head is not complete. */
  #missing: number | undefined;
  #kind: FrameKind = 'next';
  #isTooLong = false;

  /** `take` gets undefined for a body of more than `maxBytes`, which is not kept. */
  constructor(maxBytes: number, take: (kind: FrameKind, body: Buffer | undefined) => void) {
    this.#maxBytes = maxBytes;
    this.#take = take;
  }

  read(bytes: Buffer): void {
    let rest = bytes;
    do rest = this.#missing === undefined ? this.#readHead(rest) : this.#readBody(rest);
    while (rest.length > 0);
  }

  #readHead(bytes: Buffer): Buffer {
    const head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    if (head.length < headBytes) {
      this.#head = head;
      return head.subarray(head.length);
    }
    this.#head = Buffer.alloc(0);
    this.#missing = head.readUInt32BE(0);
    this.#isTooLong = this.#missing > this.#maxBytes;
    this.#kind = kinds[head[4] ?? 0] ?? 'next';
    return this.#readBody(head.subarray(headBytes));
  }

  #readBody(bytes: Buffer): Buffer {
    const missing = this.#missing ?? 0;
    const own = bytes.subarray(0, missing);
    if (own.length > 0 && !this.#isTooLong) this.#body.push(own);
    this.#missing = missing - own.length;
    if (this.#missing === 0) this.#end();
    return bytes.subarray(own.length);
  }

  #end(): void {
    const [only, ...more] = this.#body;
    const body = only === undefined || more.length > 0 ? Buffer.concat(this.#body) : only;
    this.#body = [];
    this.#missing = undefined;
    this.#take(this.#kind, this.#isTooLong ? undefined : body);
  }
}

/** What a handler's process is told of an invocation, beside its payload. */
export interface InvocationHead {
  requestId: string;
  invokedFunctionArn: string;
  deadlineMs: number;
  clientContext?: string;
  traceId?: string;
  tenantId?: string;
}

/** Length of the head (four bytes), head as JSON, payload. */
export function encodeInvocation(head: InvocationHead, payload: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return encodeFrame('invocation', Buffer.concat([length, json, payload]));
}

/** The body of an `invocation` frame. */
export function decodeInvocation(body: Buffer): { head: InvocationHead; payload: string } {
  const end = 4 + body.readUInt32BE(0);
  return {
    head: JSON.parse(body.toString('utf8', 4, end)),
    payload: body.toString('utf8', end),
  };
}
