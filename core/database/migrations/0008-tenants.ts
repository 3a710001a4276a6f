const cellTables = ['run_interval_cells', 'run_total_cells'];
const sampleColumns = ['tenant_id', 'durable_execution_arn'];

/** A cell's invocations by tenant (JSON of `[tenantId, count][]`), and what a sample was named. */
export const tenants = [
  ...cellTables.map(
    (table) => `ALTER TABLE ${table} ADD COLUMN tenants TEXT NOT NULL DEFAULT '[]';`,
  ),
  ...sampleColumns.map((column) => `ALTER TABLE run_samples ADD COLUMN ${column} TEXT;`),
].join('\n');
