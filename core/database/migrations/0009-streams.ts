const tables = ['run_interval_cells', 'run_total_cells'];
const names = ['ttfb', 'first_chunk', 'stream_bytes', 'stream_chunks', 'stream_rate'];
const columns = names.flatMap((name) => [
  `${name}_hdr TEXT`,
  `${name}_sum_us REAL`,
  `${name}_min_us INTEGER`,
  `${name}_max_us INTEGER`,
]);

/**
 * The distributions of streamed answers, as those of the times of a cell; bytes, chunks and bytes per
 * second are what they are in spite of their columns' names. Empty where nothing was streamed.
 */
export const streamColumns = tables
  .flatMap((table) => columns.map((column) => `ALTER TABLE ${table} ADD COLUMN ${column};`))
  .join('\n');
