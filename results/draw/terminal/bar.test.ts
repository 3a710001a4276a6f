import { describe, expect, it } from 'vitest';
import { bar, progressBar, sparkline } from './bar.js';

describe('a bar', () => {
  it.each<[number, number, number, string]>([
    [1, 1, 4, '████'],
    [1, 2, 4, '██'],
    [1, 16, 4, '▎'],
    [1, 1e6, 4, '▏'],
    [0, 10, 4, ''],
    [5, 0, 4, ''],
    [20, 10, 4, '████'],
  ])('of %d of %d in %d columns is %j', (part, whole, width, expected) => {
    expect(bar(part, whole, width)).toBe(expected);
  });

  it('of progress always has its width', () => {
    expect(progressBar(1, 4, 8)).toBe('━━──────');
    expect(progressBar(9, 4, 8)).toBe('━━━━━━━━');
    expect(progressBar(1, 0, 8)).toBe('────────');
  });
});

describe('a sparkline', () => {
  it('goes from zero to the greatest value', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([5], 8)).toBe('█');
    expect(sparkline([], 8)).toBe('');
    expect(sparkline([0, 0], 8)).toBe('▁▁');
  });

  it('loses no peak when there are more values than columns', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i === 777 ? 100 : 1));
    expect(sparkline(values, 10)).toBe('▁▁▁▁▁▁▁█▁▁');
  });
});
