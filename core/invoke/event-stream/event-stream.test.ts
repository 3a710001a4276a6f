import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { eventFrame, frame, frameOf, streamOf } from './event-frame.fixture.js';
import { FrameReader } from './frame-reader.js';
import { InvokeStreamReader } from './invoke-stream.js';

/** A reader, and the payload that it hands on. */
function reading(): { reader: InvokeStreamReader; payload: () => Buffer } {
  const parts: Uint8Array[] = [];
  const reader = new InvokeStreamReader((bytes) => parts.push(Uint8Array.from(bytes)));
  return { reader, payload: () => Buffer.concat(parts) };
}

/** All at once. */
function read(bytes: Uint8Array): InvokeStreamReader {
  const { reader } = reading();
  reader.push(bytes);
  return reader;
}

const complete = { ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"E"}', LogResult: 'TE9H' };

describe('a stream', () => {
  it('is read the same, however it is cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });
    const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
    fc.assert(
      fc.property(chunks, cuts, (payloads, sizes) => {
        const whole = streamOf(payloads, complete);
        const { reader, payload } = reading();
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          reader.push(whole.subarray(at, at + size));
          at += size;
        }
        expect(payload()).toEqual(Buffer.concat(payloads));
        expect(reader).toMatchObject({
          ...{ chunks: payloads.length, payloadBytes: payload().length, isWhole: true },
          complete: {
            errorCode: 'Unhandled',
            errorDetails: '{"errorType":"E"}',
            logResult: 'TE9H',
          },
          fault: undefined,
        });
      }),
    );
  });

  it('that ends anywhere before its end is not whole, and says how far it came', () => {
    const whole = streamOf(['one', 'three', ''], { LogResult: 'TE9H' });
    const ends = [eventFrame('PayloadChunk', 'one'), eventFrame('PayloadChunk', 'three')];
    const first = ends[0]?.length ?? 0;
    const second = first + (ends[1]?.length ?? 0);
    for (let length = 0; length < whole.length; length += 1) {
      const reader = read(whole.subarray(0, length));
      expect(reader).toMatchObject({ isWhole: false, fault: undefined });
      expect(reader.chunks).toBeGreaterThanOrEqual(length >= second ? 2 : length >= first ? 1 : 0);
      expect(reader.payloadBytes).toBeLessThanOrEqual(8);
    }
    expect(read(whole)).toMatchObject({ isWhole: true, chunks: 3, payloadBytes: 8 });
  });

  it('is not valid with any bit of it turned', () => {
    const whole = streamOf(['one'], { LogResult: 'TE9H' });
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const spoiled = Buffer.from(whole);
      spoiled[bit >> 3] = (spoiled[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(read(spoiled).isWhole).toBe(false);
    }
  });

  it('of any bytes ends in a fault or in nothing, never in an exception', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 500 })), (pieces) => {
        const { reader } = reading();
        for (const piece of pieces) reader.push(piece);
        expect(reader.isWhole).toBe(false);
      }),
    );
  });

  it('with any bytes for headers, well summed, never ends in an exception', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        fc.uint8Array({ maxLength: 20 }),
        (head, body) => {
          const reader = read(frameOf(Buffer.from(head), body));
          expect(reader.chunks).toBe(0);
          expect(reader.fault ?? "a message's headers cannot be read").toBe(
            "a message's headers cannot be read",
          );
        },
      ),
    );
  });

  it('takes no notice of what it has read after a fault', () => {
    const { reader } = reading();
    reader.push(Buffer.alloc(12, 1));
    reader.push(streamOf(['one']));
    expect(reader).toMatchObject({ chunks: 0, complete: undefined });
    expect(reader.fault).toBe("the checksum of a message's prelude is wrong");
  });
});

describe('a message', () => {
  const spoil = (bytes: Buffer, at: number): Buffer => {
    const spoiled = Buffer.from(bytes);
    spoiled[at] = (spoiled[at] as number) ^ 1;
    return spoiled;
  };
  const chunk = eventFrame('PayloadChunk', 'some bytes');

  test.each<[string, Buffer, string]>([
    ['with a wrong prelude', spoil(chunk, 3), "the checksum of a message's prelude is wrong"],
    [
      'with a wrong byte of its payload',
      spoil(chunk, chunk.length - 6),
      "a message's checksum is wrong",
    ],
    ['with a wrong byte of its headers', spoil(chunk, 16), "a message's checksum is wrong"],
    ['with a wrong checksum', spoil(chunk, chunk.length - 1), "a message's checksum is wrong"],
    ['whose end is no JSON', eventFrame('InvokeComplete', '{'), 'InvokeComplete is not JSON'],
  ])('%s is a fault', (_name, bytes, fault) => {
    expect(read(bytes).fault).toContain(fault);
  });

  it('of 24 MB is read, and of more is not', () => {
    const largest = 24 * 1024 * 1024;
    expect(read(eventFrame('PayloadChunk', Buffer.alloc(largest)))).toMatchObject({
      ...{ chunks: 1, payloadBytes: largest, fault: undefined },
    });
    expect(read(eventFrame('PayloadChunk', Buffer.alloc(largest + 1))).fault).toContain(
      'longer than the format allows',
    );
  });

  it('of a type that is not known is passed over', () => {
    const bytes = Buffer.concat([eventFrame('Later', 'new'), streamOf(['one'])]);
    expect(read(bytes)).toMatchObject({ chunks: 1, payloadBytes: 3, isWhole: true });
  });

  it('may have headers of every type', () => {
    const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
    const headers = Buffer.from([
      ...[...name('a'), 0, ...name('b'), 1, ...name('c'), 2, 1, ...name('d'), 3, 1, 2],
      ...[...name('e'), 4, 1, 2, 3, 4, ...name('f'), 5, 1, 2, 3, 4, 5, 6, 7, 8],
      ...[...name('g'), 6, 0, 2, 1, 2, ...name('h'), 8, 1, 2, 3, 4, 5, 6, 7, 8],
      ...[...name('i'), 9, ...Buffer.alloc(16)],
      ...[...name(':event-type'), 7, 0, 2, ...Buffer.from('ok')],
    ]);
    const heads: object[] = [];
    const reader = new FrameReader({
      head: (each) => heads.push(each),
      payload: () => undefined,
      end: () => undefined,
    });
    reader.push(frameOf(headers));
    expect(heads).toEqual([{ ':event-type': 'ok' }]);
  });

  test.each<[string, Buffer, object]>([
    [
      'exception',
      frame(
        { ':message-type': 'exception', ':exception-type': 'ServiceException' },
        '{"message":"m"}',
      ),
      { errorType: 'ServiceException', errorMessage: 'm' },
    ],
    [
      'error',
      frame({ ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'm' }),
      { errorType: 'InternalFailure', errorMessage: 'm' },
    ],
    [
      'error without a name',
      frame({ ':message-type': 'error' }, 'plain'),
      { errorType: 'Unknown' },
    ],
  ])('of the type %s ends the stream', (_name, bytes, exception) => {
    expect(read(bytes)).toMatchObject({ exception, isWhole: true, complete: undefined });
  });
});
