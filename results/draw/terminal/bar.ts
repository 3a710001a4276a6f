const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
const levels = '▁▂▃▄▅▆▇█';

/**
 * A share of a whole as a bar of at most `width` columns, in eighths of a column; what is there at
 * all is at least one eighth.
 */
export function bar(part: number, whole: number, width: number): string {
  if (part <= 0 || whole <= 0) return '';
  const units = Math.max(1, Math.round((Math.min(part, whole) / whole) * width * 8));
  return '█'.repeat(units >> 3) + (eighths[units & 7] ?? '');
}

/** A bar that always takes `width` columns: how much of a whole is done. */
export function progressBar(part: number, whole: number, width: number): string {
  const done = whole <= 0 ? 0 : Math.max(0, Math.min(width, Math.floor((part / whole) * width)));
  return '━'.repeat(done) + '─'.repeat(width - done);
}

/**
 * Values from 0 to their maximum as one character each. More values than columns are put together,
 * each column showing the greatest of its own, so that no peak is lost.
 */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const top = values.reduce((most, value) => Math.max(most, value), 0);
  let line = '';
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    const value = Math.max(...values.slice(from, to));
    line += top <= 0 ? levels[0] : levels[Math.min(7, Math.floor((value / top) * 7.999))];
  }
  return line;
}
