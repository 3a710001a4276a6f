import { Writable } from 'node:stream';
import { InvalidStreamingOperation } from './handler-errors.js';

const mark = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Bytes that go before the body of a stream. */
const preludes = new WeakMap<Writable, string>();

/**
 * Puts `awslambda` into the globals, as Lambda's Node.js runtime does (AWS Lambda guide, "Writing
 * response streaming-enabled Lambda functions").
 */
export function provideStreaming(): void {
  const streamifyResponse = (handler: object): object => {
    Reflect.set(handler, mark, 'response');
    return handler;
  };
  /** Status and headers for a function URL go before the body, with eight zero bytes between. */
  const from = (stream: ResponseStream, metadata: unknown): Writable => {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    preludes.set(stream, `${JSON.stringify(metadata)}${'\0'.repeat(8)}`);
    return stream;
  };
  Reflect.set(globalThis, 'awslambda', { streamifyResponse, HttpResponseStream: { from } });
}

/** Whether a handler was wrapped by `awslambda.streamifyResponse`. */
export function isStreaming(handler: object): boolean {
  const marked: unknown = Reflect.get(handler, mark) ?? false;
  if (marked === false || marked === 'response') return marked === 'response';
  // The service's runtime means to say more, and misses the name of its own error.
  throw new ReferenceError('MalformedStreamingHandler is not defined');
}

/** The `responseStream` that a handler writes to. */
export class ResponseStream extends Writable {
  readonly #send: (bytes: Uint8Array) => void;
  #isWritten = false;

  /** `send` takes its bytes as they come. */
  constructor(send: (bytes: Uint8Array) => void) {
    super({ decodeStrings: true });
    this.#send = send;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    this.#isWritten = true;
    const isData = typeof chunk === 'string' || chunk instanceof Uint8Array;
    const data = isData ? chunk : JSON.stringify(chunk);
    return Reflect.apply(super.write, this, [data, ...rest]);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    const prelude = preludes.get(this);
    if (prelude !== undefined) {
      preludes.delete(this);
      this.#send(Buffer.from(prelude));
    }
    this.#send(chunk);
    done();
  }

  /** The type of a function URL's response: Invoke has no place for it. */
  setContentType(_type: string): void {
    if (this.#isWritten) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
  }
}
