import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HmacSha256 } from './hmac.js';

test('RFC 4231, test case 2', () => {
  expect(new HmacSha256(Buffer.from('Jefe')).hex('what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('any key of up to a block and any texts, one after the other, are as createHmac says', () => {
  const latin1 = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(latin1), (key, texts) => {
      const hmac = new HmacSha256(Buffer.from(key));
      for (const text of texts) {
        expect(hmac.hex(text)).toBe(createHmac('sha256', key).update(text, 'latin1').digest('hex'));
      }
    }),
  );
});

test('what does not fit is refused', () => {
  expect(() => new HmacSha256(Buffer.alloc(65))).toThrow(RangeError);
  expect(() => new HmacSha256(Buffer.alloc(1)).hex('x'.repeat(4097))).toThrow(RangeError);
});
