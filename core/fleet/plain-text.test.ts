import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromText, toText } from './plain-text.js';

const leaves = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
  fc.uint8Array(),
  fc.uint32Array(),
  fc.constantFrom(/^x-.*$/u, /a\/b/gi),
);
const { value: plain } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaves,
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', 'v', '__proto__')), tie('value'), {
      noNullPrototype: true,
    }),
  ),
}));

it('gives back what it was given: infinities, bytes, words, patterns, whatever keys are named', () => {
  fc.assert(
    fc.property(plain, (value) => {
      expect(fromText(toText(value))).toEqual(value);
    }),
  );
});

it('leaves out what is undefined, and is JSON', () => {
  const text = toText({ a: undefined, b: Number.POSITIVE_INFINITY, c: [1, new Uint8Array([255])] });
  expect(JSON.parse(text)).toEqual({ b: { $: 'n', v: 'Infinity' }, c: [1, { $: 'b', v: '/w==' }] });
});

it('takes bytes of a Buffer, which has a JSON of its own, and of memory that threads share', () => {
  const shared = new Uint32Array(new SharedArrayBuffer(8));
  shared[1] = 2 ** 32 - 1;
  const back = fromText(toText({ bytes: Buffer.from('ab'), shared }));
  expect(back).toEqual({
    bytes: new Uint8Array([97, 98]),
    shared: new Uint32Array([0, 2 ** 32 - 1]),
  });
});
