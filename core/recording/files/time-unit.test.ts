import { describe, expect, it } from 'vitest';
import { RecordingStore } from '../store/store.js';
import { errorOf, workbench } from '../workbench.fixture.js';
import type { ImportOptions } from './import.js';

describe('times that count from nowhere', () => {
  const trace = 'function,time\nf,0\nf,120\nf,250\nf,1000\n';
  const table = 'time,payload\n0,1\n120,2\n250,3\n1000,4\n';
  const timesIn = async (text: string, options: Partial<ImportOptions>): Promise<number[]> => {
    const { db, path, load } = workbench({ 'a.csv': text });
    await load(path('a.csv'), options);
    return [...new RecordingStore(db).records('a')].map(({ capturedAtUs = -1 }) => capturedAtUs);
  };

  it.each([trace, table])('are refused until their unit is told: %j', async (text) => {
    const { path, load } = workbench({ 'a.csv': text });
    const error = await errorOf(load(path('a.csv')));
    expect(error.message).toContain('The unit of the times cannot be known');
    expect(error.hint).toContain('--time-unit s, ms, us or ns');
    expect(error.where?.line).toBe(2);
    for (const [timeUnit, us] of [
      ['s', 1e6],
      ['ms', 1e3],
      ['us', 1],
    ] as const) {
      expect(await timesIn(text, { timeUnit })).toEqual([0, 120, 250, 1000].map((n) => n * us));
    }
    expect(await timesIn(text.replace('1000', '1000000'), { timeUnit: 'ns' })).toEqual([
      0, 0, 0, 1000,
    ]);
  });

  it('are known where the column says the unit', async () => {
    expect(await timesIn(trace.replace('time', 'time_ms'), {})).toEqual([0, 120_000, 250_000, 1e6]);
  });

  it.each([
    ['1795921200', 1795921200e6],
    ['1795921200123', 1795921200123e3],
    ['1795921200123456', 1795921200123456],
    ['1795921200123456000', 1795921200123456],
    ['2026-11-29T03:00:00Z', 1795921200e6],
  ])('are known where they count from 1970: %s', async (text, us) => {
    expect(await timesIn(`time,payload\n${text},1\n`, {})).toEqual([us]);
  });
});
