import type { RequestSocket } from './connection.js';

/** Up to here a payload is copied behind its head, so that one write sends both; beyond, it is written as it is. */
const copiedBytes = 16 * 1024;
const leastBytes = 4 * 1024;
/** A power of two. */
const views = 64;

/**
 * Writes requests, each in one buffer that is used again. Nearly always the system takes all of it at
 * once. Where it does not (a full socket, TLS) the buffer is the socket's from then on, for its next
 * request: that one is sent when the answer has come, and so when all was written.
 */
export class RequestWriter {
  #shared = new RequestBuffer(leastBytes);
  readonly #lent = new WeakMap<RequestSocket, RequestBuffer>();
  #hasLent = false;

  /** `head`: up to the empty line. */
  write(socket: RequestSocket, head: Uint8Array, payload: Uint8Array): void {
    const isCopied = payload.length <= copiedBytes;
    const bytes = head.length + (isCopied ? payload.length : 0);
    const buffer = this.#bufferFor(socket, bytes);
    if (isCopied) {
      socket.write(buffer.hold(head, payload));
    } else {
      socket.cork();
      socket.write(buffer.hold(head));
      socket.write(payload);
      socket.uncork();
    }
    if (socket.writableLength > 0) this.#lend(buffer, socket);
  }

  #bufferFor(socket: RequestSocket, bytes: number): RequestBuffer {
    const lent = this.#hasLent ? this.#lent.get(socket) : undefined;
    if (lent !== undefined && lent.size >= bytes && socket.writableLength === 0) return lent;
    if (this.#shared.size < bytes) this.#shared = new RequestBuffer(bytes * 2);
    return this.#shared;
  }

  #lend(buffer: RequestBuffer, socket: RequestSocket): void {
    if (buffer !== this.#shared) return;
    this.#hasLent = true;
    this.#lent.set(socket, buffer);
    this.#shared = new RequestBuffer(leastBytes);
  }
}

/** Holds one request at a time. */
class RequestBuffer {
  readonly size: number;
  readonly #bytes: Buffer;
  /**
   * Of its beginning, each in the place that its length has: requests are of few lengths, close together, and
   * a new view costs more than its bytes.
   */
  readonly #views: (Buffer | undefined)[] = new Array(views).fill(undefined);

  constructor(size: number) {
    this.size = size;
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  /** Takes the parts; what comes back is good until it takes others. */
  hold(head: Uint8Array, payload?: Uint8Array): Buffer {
    this.#bytes.set(head, 0);
    if (payload === undefined) return this.#view(head.length);
    this.#bytes.set(payload, head.length);
    return this.#view(head.length + payload.length);
  }

  #view(length: number): Buffer {
    const place = length & (views - 1);
    const known = this.#views[place];
    if (known !== undefined && known.length === length) return known;
    const view = this.#bytes.subarray(0, length);
    this.#views[place] = view;
    return view;
  }
}
