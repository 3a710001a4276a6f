import { Writable } from 'node:stream';

/** Response streaming as a handler sees it. */
export interface Streaming {
  /** Whether a handler was wrapped by `awslambda.streamifyResponse`. */
  isStreaming(handler: object): boolean;
  /** The `responseStream` of one invocation; `send` takes its bytes. */
  createResponseStream(send: (bytes: Uint8Array) => void): Writable;
}

/**
 * Puts `awslambda` into the globals, as Lambda's Node.js runtime does (AWS Lambda guide, "Writing
 * response streaming-enabled Lambda functions").
 */
export function provideStreaming(): Streaming {
  const mark = Symbol.for('aws.lambda.runtime.handler.streaming');
  const preludes = new WeakMap<Writable, string>();

  const streamifyResponse = (handler: object): object => {
    Reflect.set(handler, mark, 'response');
    return handler;
  };
  /** Status and headers for a function URL go before the body, with eight zero bytes between. */
  const from = (stream: Writable, metadata: unknown): Writable => {
    preludes.set(stream, `${JSON.stringify(metadata)}${'\0'.repeat(8)}`);
    return stream;
  };
  Reflect.set(globalThis, 'awslambda', { streamifyResponse, HttpResponseStream: { from } });

  return {
    isStreaming: (handler) => Reflect.get(handler, mark) === 'response',
    createResponseStream(send) {
      const sendPrelude = (): void => {
        const prelude = preludes.get(stream);
        if (prelude === undefined) return;
        preludes.delete(stream);
        send(new TextEncoder().encode(prelude));
      };
      const stream: Writable = new Writable({
        write(chunk: Uint8Array, _encoding, done) {
          sendPrelude();
          // A copy of its own: a Buffer may be a window on a larger one.
          send(new Uint8Array(chunk));
          done();
        },
        final(done) {
          sendPrelude();
          done();
        },
      });
      // The type of a function URL's response: Invoke has no place for it.
      Reflect.set(stream, 'setContentType', () => {});
      return stream;
    },
  };
}
