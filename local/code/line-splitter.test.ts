import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.js';

test('lines are the same wherever their bytes are cut', () => {
  const text = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 8 });
  const cuts = fc.array(fc.nat(60), { maxLength: 6 });
  fc.assert(
    fc.property(text, cuts, (parts, at) => {
      const whole = parts.join('\n');
      const bytes = Buffer.from(whole);
      const lines: string[] = [];
      const splitter = new LineSplitter((line) => lines.push(line));
      const bounds = [0, ...at, bytes.length].map((cut) => Math.min(cut, bytes.length));
      bounds.sort((a, b) => a - b);
      for (const [i, start] of bounds.entries())
        splitter.write(bytes.subarray(start, bounds[i + 1]));
      splitter.flush();
      const expected = bytes.toString().split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(lines).toEqual(expected);
    }),
  );
});
