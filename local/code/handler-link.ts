import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import {
  channelDescriptors,
  decodeInvocation,
  encodeFrame,
  type FrameKind,
  FrameReader,
  type InvocationHead,
} from './frames.js';

/** One invocation as it comes out of the pipe. */
export interface IncomingInvocation {
  head: InvocationHead;
  /** The event as JSON text. */
  payload: string;
}

/** The handler's end of its channel. */
export class HandlerLink {
  readonly #in = new Socket({ fd: channelDescriptors.in, readable: true, writable: false });
  #take: (invocation: IncomingInvocation) => void = () => {};

  constructor() {
    const reader = new FrameReader(Number.POSITIVE_INFINITY, (_kind, body) => {
      if (body !== undefined) this.#arrive(decodeInvocation(body));
    });
    this.#in.on('data', (bytes: Buffer) => reader.read(bytes));
    // The local Lambda has gone, and nobody is there to answer to.
    this.#in.on('close', () => process.exit(0));
    this.#in.unref();
  }

  /** Waits for an invocation. Nothing else of this keeps the event loop busy. */
  next(): Promise<IncomingInvocation> {
    this.post('next');
    this.#in.ref();
    return new Promise((resolve) => {
      this.#take = resolve;
    });
  }

  /**
   * Returns once it is in the pipe: what a handler logs or answers before it exits is not lost, and
   * everything arrives in its order.
   */
  post(kind: FrameKind, body: string | Uint8Array = ''): void {
    const frame = encodeFrame(kind, typeof body === 'string' ? Buffer.from(body) : body);
    for (let sent = 0; sent < frame.length; ) {
      sent += writeSync(channelDescriptors.out, frame, sent);
    }
  }

  #arrive(invocation: IncomingInvocation): void {
    this.#in.unref();
    this.#take(invocation);
  }
}
