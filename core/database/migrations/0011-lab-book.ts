/**
 * What a run is kept under (its tags as JSON of names and values, a note), the comparison with its
 * baseline (JSON), and the X-Ray trace of a kept invocation.
 */
export const labBook = `
ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN note TEXT;
ALTER TABLE runs ADD COLUMN baseline TEXT;
ALTER TABLE run_samples ADD COLUMN trace_id TEXT;
`;
