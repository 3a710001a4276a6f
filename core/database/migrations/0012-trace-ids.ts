/** The X-Ray trace of an invocation that was kept. */
export const traceIds = 'ALTER TABLE run_samples ADD COLUMN trace_id TEXT;';
