const tables = ['run_interval_cells', 'run_total_cells'];
const columns = ['billed', 'memory'].flatMap((name) => [
  `${name}_hdr TEXT`,
  `${name}_sum_us REAL`,
  `${name}_min_us INTEGER`,
  `${name}_max_us INTEGER`,
]);

/**
 * The distributions of the REPORT's Billed Duration and Max Memory Used, as those of the other times
 * of a cell; memory is in MB in spite of its columns' names. Empty for the runs made before.
 */
export const billedAndMemory = tables
  .flatMap((table) => columns.map((column) => `ALTER TABLE ${table} ADD COLUMN ${column};`))
  .join('\n');
