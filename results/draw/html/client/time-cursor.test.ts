import { describe, expect, it } from 'vitest';
import { stepAt } from './time-cursor.js';

describe('a time on an axis whose steps have become longer', () => {
  const axis = { startS: [0, 4, 8, 16], stepS: 4, marks: [] };

  it.each([
    [0, 0],
    [3, 0],
    [4, 1],
    [7, 1],
    [12, 2],
    [99, 3],
  ])('%d s is in step %d', (timeS, step) => {
    expect(stepAt(axis, timeS)).toBe(step);
  });

  it('is in the first where there is none', () => {
    expect(stepAt({ startS: [], stepS: 1, marks: [] }, 5)).toBe(0);
  });
});
