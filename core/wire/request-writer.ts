import type { RequestSocket } from './connection.js';

/** Up to here a payload is copied behind its head, so that one write sends both; beyond, it is written as it is. */
const copiedBytes = 16 * 1024;
const headRoomBytes = 4 * 1024;
const mostViews = 4096;

/**
 * Writes requests, each in one buffer that is used again: nearly always the system takes all of it at
 * once. Where it does not (a full socket, TLS) the buffer is left to the socket.
 */
export class RequestWriter {
  #buffer: Buffer = Buffer.allocUnsafeSlow(headRoomBytes + copiedBytes);
  /** Of the buffer's beginning, by their lengths: requests are of few lengths, and a new one costs more than its bytes. */
  readonly #views = new Map<number, Buffer>();

  /** `head`: up to the empty line. */
  write(socket: RequestSocket, head: Uint8Array, payload: Uint8Array): void {
    const isCopied = payload.length <= copiedBytes;
    const bytes = head.length + (isCopied ? payload.length : 0);
    const buffer = this.#roomFor(bytes);
    buffer.set(head, 0);
    if (isCopied) {
      buffer.set(payload, head.length);
      socket.write(this.#view(bytes));
    } else {
      socket.cork();
      socket.write(this.#view(bytes));
      socket.write(payload);
      socket.uncork();
    }
    if (socket.writableLength > 0) this.#replace(Buffer.alloc(0));
  }

  #view(bytes: number): Buffer {
    const known = this.#views.get(bytes);
    if (known !== undefined) return known;
    const view = this.#buffer.subarray(0, bytes);
    if (this.#views.size < mostViews) this.#views.set(bytes, view);
    return view;
  }

  #replace(buffer: Buffer): void {
    this.#buffer = buffer;
    this.#views.clear();
  }

  #roomFor(bytes: number): Buffer {
    if (this.#buffer.length < bytes) {
      this.#replace(Buffer.allocUnsafeSlow(Math.max(bytes, headRoomBytes + copiedBytes)));
    }
    return this.#buffer;
  }
}
