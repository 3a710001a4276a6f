/** Bytes as they come, in pieces of any size. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** A stream whose beginning has been looked at, and which still has all of it. */
export interface PeekedStream {
  head: Uint8Array;
  bytes: ByteStream;
}

/** Reads as much of a stream as it takes for `isEnough` to be content, and puts it back. */
export async function peek(
  stream: AsyncGenerator<Uint8Array, void, void>,
  isEnough: (head: Uint8Array) => boolean,
): Promise<PeekedStream> {
  let head: Uint8Array = new Uint8Array();
  while (head.length === 0 || !isEnough(head)) {
    const { done, value } = await stream.next();
    if (done) return { head, bytes: prepend(head, stream) };
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return { head, bytes: prepend(head, stream) };
}

async function* prepend(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    if (head.length > 0) yield head;
    yield* rest;
  } finally {
    await rest.return();
  }
}
