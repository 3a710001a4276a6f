import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeInvocation, encodeFrame, encodeInvocation, FrameReader } from './frames.js';

const kinds = ['next', 'log', 'output', 'chunk', 'response', 'error', 'initError'] as const;
const frame = fc.tuple(fc.constantFrom(...kinds), fc.uint8Array({ maxLength: 40 }));

/** Cuts bytes into pieces of the given sizes, over and over. */
function pieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    found.push(bytes.subarray(at, at + size));
    at += size;
  }
  return found;
}

test('frames come out as they went in, wherever their bytes are cut', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), sizes, (frames, cuts) => {
      const read: unknown[] = [];
      const reader = new FrameReader(1000, (kind, body) =>
        read.push([kind, body?.toString('hex')]),
      );
      const bytes = Buffer.concat(frames.map(([kind, body]) => encodeFrame(kind, body)));
      for (const piece of pieces(bytes, cuts)) reader.read(piece);
      expect(read).toEqual(frames.map(([kind, body]) => [kind, Buffer.from(body).toString('hex')]));
    }),
  );
});

test('a body over the limit is left out, and what follows is read', () => {
  const read: unknown[] = [];
  const reader = new FrameReader(4, (kind, body) => read.push([kind, body?.toString()]));
  const bytes = Buffer.concat([
    encodeFrame('response', Buffer.from('1234')),
    encodeFrame('response', Buffer.from('12345')),
    encodeFrame('next', Buffer.alloc(0)),
  ]);
  for (const piece of pieces(bytes, [3])) reader.read(piece);
  expect(read).toEqual([
    ['response', '1234'],
    ['response', undefined],
    ['next', ''],
  ]);
});

test('an invocation has its head and its payload, whatever is in them', () => {
  const head = { requestId: 'ü', invokedFunctionArn: 'arn', deadlineMs: 1.5, traceId: 'Root=1' };
  let decoded: unknown;
  const reader = new FrameReader(1e6, (_kind, body) => {
    decoded = body && decodeInvocation(body);
  });
  reader.read(encodeInvocation(head, Buffer.from('{"ä":"€"}')));
  expect(decoded).toEqual({ head, payload: '{"ä":"€"}' });
});
