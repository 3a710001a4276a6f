import { expect, it, vi } from 'vitest';
import { valueAxis } from './axes.js';

vi.mock('./theme.js', () => ({ colourOf: () => '#000', plotFont: () => '12px sans-serif' }));

it('an axis of counts has no ticks between whole numbers; others may', () => {
  const { incrs } = valueAxis('count');
  expect(incrs).toEqual(expect.arrayContaining([1, 2, 5, 10, 20, 50, 1_000_000]));
  expect((incrs as number[]).every((step) => Number.isInteger(step))).toBe(true);
  for (const unit of ['us', 'hz', 'share'] as const) expect(valueAxis(unit).incrs).toBeUndefined();
});
