import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RequestWriter } from './request-writer.js';

/** Takes at once what it is given, or keeps it, unread, until it is told. */
class HalfSocket {
  writableLength = 0;
  readonly #isSlow: boolean;
  readonly taken: Buffer[] = [];
  #kept: Uint8Array[] = [];

  constructor(isSlow: boolean) {
    this.#isSlow = isSlow;
  }

  write(bytes: Uint8Array): boolean {
    this.#kept.push(bytes);
    this.writableLength += bytes.length;
    if (!this.#isSlow) this.take();
    return true;
  }

  take(): void {
    this.taken.push(...this.#kept.map((bytes) => Buffer.from(bytes)));
    this.#kept = [];
    this.writableLength = 0;
  }

  cork(): void {}
  uncork(): void {}
}

it('writes each request whole, whenever the sockets take them', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.uint8Array({ minLength: 6000, maxLength: 6010, size: 'max' }),
    fc.constant(new Uint8Array(20_000).fill(7)),
  );
  const request = fc.record({ on: fc.nat({ max: 2 }), head: bytes, payload: bytes });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 20 }), (requests) => {
      const writer = new RequestWriter();
      const sockets = [new HalfSocket(true), new HalfSocket(true), new HalfSocket(false)];
      const sent: Buffer[][] = sockets.map(() => []);
      for (const { on, head, payload } of requests) {
        const socket = sockets[on] as HalfSocket;
        // One request at a time, as on a connection.
        socket.take();
        writer.write(socket as never, head, payload);
        sent[on]?.push(Buffer.from(head), Buffer.from(payload));
      }
      for (const [on, socket] of sockets.entries()) {
        socket.take();
        expect(Buffer.concat(socket.taken).equals(Buffer.concat(sent[on] ?? []))).toBe(true);
      }
    }),
  );
});
