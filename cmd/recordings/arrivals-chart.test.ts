import { describe, expect, it } from 'vitest';
import { createStyle } from '../../results/draw/terminal/style.js';
import { arrivalLines, bucketsFor, wantsAscii } from './arrivals-chart.js';

const arrivals = {
  bucketUs: 1e6,
  counts: [10, 0, 5, 1],
  peak: { count: 10, startUs: 1_700_000_000_000_000 },
  longestGap: { durationUs: 1.5e6, startUs: 1_700_000_001_000_000 },
};
const style = createStyle(false);

describe('arrivals in the terminal', () => {
  it('are bars, with the peak and the gap in words', () => {
    expect(arrivalLines(arrivals, { columns: 80, isAscii: false, style })).toEqual([
      '  arrivals, each column 1 s, the highest 10',
      '  █',
      '  █',
      '  █ ▄',
      '  █ █',
      '  █ █▄',
      '  0 4 s',
      '  peak 10 in one second, from 2023-11-14T22:13:20.000000Z',
      '  longest gap 1.5 s, from 2023-11-14T22:13:21.000000Z',
    ]);
  });

  it('are ASCII where the terminal has no more', () => {
    const lines = arrivalLines(arrivals, { columns: 80, isAscii: true, style });
    expect(lines.slice(1, 6)).toEqual(['  #', '  #', '  # #', '  # #', '  # ##']);
    expect(lines.join('\n')).toMatch(/^[ -~\n]*$/);
  });

  it.each([
    [{ isTTY: true }, { LANG: 'en_GB.UTF-8' }, false],
    [{ isTTY: true }, { LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, true],
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, { LANG: 'en_GB.UTF-8' }, true],
  ])('%j with %j', (stream, env, isAscii) => {
    expect(wantsAscii(stream, env)).toBe(isAscii);
  });

  it('take the width that there is', () => {
    expect([bucketsFor(80), bucketsFor(3)]).toEqual([78, 10]);
  });
});
