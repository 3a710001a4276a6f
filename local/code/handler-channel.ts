import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { defined } from '../../core/base/defined.js';
import { maxResponseBytes } from '../functions/error-payload.js';
import type { SandboxEvent } from '../functions/sandbox.js';
import { channelDescriptors, encodeInvocation, type FrameKind, FrameReader } from './frames.js';
import { LineSplitter } from './line-splitter.js';
import {
  maxErrorBytes,
  type RuntimeLink,
  type RuntimeListener,
  runtimeErrorOf,
} from './runtime-link.js';

const noBytes = Buffer.alloc(0);

/**
 * The link to a handler's process: frames over two pipes. What was logged before an answer arrives
 * before it, and an invocation costs no HTTP exchange of its own.
 */
export class HandlerChannel implements RuntimeLink {
  readonly pipes = 2;
  readonly #listener: RuntimeListener;
  readonly #output: LineSplitter;
  #pipes: Duplex[] = [];
  #in: Duplex | undefined;
  #isAsked = false;
  #event: SandboxEvent | undefined;

  constructor(listener: RuntimeListener) {
    this.#listener = listener;
    this.#output = new LineSplitter((line) => listener.log(line));
  }

  open(): Promise<Record<string, string>> {
    return Promise.resolve({});
  }

  get isOffering(): boolean {
    return this.#event !== undefined;
  }

  attach({ stdio }: ChildProcess): void {
    this.#isAsked = false;
    // A system that is short of descriptors gives none, and says so in the process's `error`.
    this.#in = stdio?.[channelDescriptors.in] as Duplex | undefined;
    const out = stdio?.[channelDescriptors.out] as Duplex | undefined;
    this.#pipes = [this.#in, out].filter((pipe) => pipe !== undefined);
    // A process that has gone breaks its pipes: its exit says so.
    for (const pipe of this.#pipes) pipe.on('error', () => {});
    // One for each process: the last one may have been killed in the middle of a frame.
    const reader = new FrameReader(maxResponseBytes, (kind, body) => this.#hear(kind, body));
    out?.on('data', (bytes: Buffer) => reader.read(bytes));
  }

  offer(event: SandboxEvent): void {
    this.#event = event;
    this.#deliver();
  }

  close(): Promise<void> {
    for (const pipe of this.#pipes) pipe.destroy();
    return Promise.resolve();
  }

  #deliver(): void {
    const event = this.#event;
    if (event === undefined || !this.#isAsked) return;
    this.#event = undefined;
    this.#isAsked = false;
    const { requestId, invokedFunctionArn, deadlineMs } = event;
    const { clientContext, traceId, tenantId } = event;
    const head = {
      requestId,
      invokedFunctionArn,
      deadlineMs,
      ...defined({ clientContext, traceId, tenantId }),
    };
    this.#in?.write(encodeInvocation(head, event.payload));
  }

  #hear(kind: FrameKind, body: Buffer | undefined): void {
    switch (kind) {
      case 'next':
        this.#isAsked = true;
        this.#listener.next();
        this.#deliver();
        break;
      case 'log':
        this.#listener.log((body ?? noBytes).toString());
        break;
      case 'output':
        this.#output.write(body ?? noBytes);
        break;
      case 'chunk':
        this.#listener.chunk(body ?? noBytes);
        break;
      case 'response':
        this.#output.flush();
        this.#listener.response(body);
        break;
      case 'error':
        this.#output.flush();
        this.#listener.error(runtimeErrorOf(cutOff(body)));
        break;
      case 'initError':
        this.#listener.initError(runtimeErrorOf(cutOff(body)));
    }
  }
}

function cutOff(body: Buffer | undefined): Buffer {
  return body !== undefined && body.length <= maxErrorBytes ? body : noBytes;
}
