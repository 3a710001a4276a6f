import { describe, expect, it } from 'vitest';
import { readEvery } from './push-metrics.js';

describe('--out-interval', () => {
  it.each([
    [undefined, 1],
    ['1s', 1],
    ['10s', 10],
    ['1m', 60],
  ])('%j is every %d s', (text, everyS) => expect(readEvery(text, true)).toBe(everyS));

  it.each(['0', '500ms', '1.5s', '-1s', '5'])('%j is refused', (text) => {
    expect(() => readEvery(text, true)).toThrow();
  });

  it('without a push is refused', () => {
    expect(() => readEvery('1s', false)).toThrow('--out-interval has nothing to say without');
    expect(readEvery(undefined, false)).toBe(1);
  });
});
