import type { RequestSocket } from './connection.js';

/** Up to here a payload is copied behind its head, so that one write sends both; beyond, it is written as it is. */
const copiedBytes = 16 * 1024;
const headRoomBytes = 4 * 1024;

/**
 * Writes requests, each in one buffer that is used again: nearly always the system takes all of it at
 * once. Where it does not (a full socket, TLS) the buffer is left to the socket.
 */
export class RequestWriter {
  #buffer = Buffer.allocUnsafeSlow(headRoomBytes + copiedBytes);

  /** `head`: up to the empty line, in Latin-1. */
  write(socket: RequestSocket, head: string, payload: Uint8Array): void {
    const isCopied = payload.length <= copiedBytes;
    const buffer = this.#roomFor(head.length + (isCopied ? payload.length : 0));
    buffer.write(head, 0, 'latin1');
    if (isCopied) {
      buffer.set(payload, head.length);
      socket.write(buffer.subarray(0, head.length + payload.length));
    } else {
      socket.cork();
      socket.write(buffer.subarray(0, head.length));
      socket.write(payload);
      socket.uncork();
    }
    if (socket.writableLength > 0) this.#buffer = Buffer.alloc(0);
  }

  #roomFor(bytes: number): Buffer {
    if (this.#buffer.length < bytes) {
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(bytes, headRoomBytes + copiedBytes));
    }
    return this.#buffer;
  }
}
