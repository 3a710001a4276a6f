const cellTables = ['run_interval_cells', 'run_total_cells'];
const columns = ['recorded_ok', 'recorded_failed'];

/** How many of a cell's payloads had been returned from, or had failed, when they were recorded. */
export const outcomeColumns = cellTables
  .flatMap((table) =>
    columns.map(
      (column) => `ALTER TABLE ${table} ADD COLUMN ${column} INTEGER NOT NULL DEFAULT 0;`,
    ),
  )
  .join('\n');
