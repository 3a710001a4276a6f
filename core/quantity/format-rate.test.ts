import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHz } from './format.js';
import { parseRate } from './rate.js';

describe('a rate', () => {
  it.each([
    ['0.7/s', '0.7/s'],
    ['0.75/s', '0.75/s'],
    ['1/m', '1/m'],
    ['2/m', '2/m'],
    ['1/h', '1/h'],
    ['10/h', '10/h'],
    ['1/1d', '1/d'],
    ['0.05/s', '0.05/s'],
    ['0.0003/s', '1.08/h'],
    ['0.00123/s', '4.43/h'],
    ['0.0333/s', '0.0333/s'],
    ['1/1000d', '0.001/d'],
    ['99.96/s', '100/s'],
    ['100.4/s', '100/s'],
    ['1234.6/s', '1,235/s'],
    ['1000000/s', '1,000,000/s'],
  ])('%s is shown as %s', (written, shown) => {
    expect(formatHz(parseRate(written))).toBe(shown);
  });

  it('of nothing is 0/s', () => {
    expect(formatHz(0)).toBe('0/s');
  });

  it('of anything is shown to three digits, however low, and so never as none', () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 6, noNaN: true }), (exponent) => {
        const hz = 10 ** exponent;
        const shown = parseRate(formatHz(hz).replaceAll(',', '').replace('/d', '/1d'));
        expect(Math.abs(shown - hz)).toBeLessThanOrEqual(0.00501 * hz);
      }),
    );
  });
});
