/** Comparisons of two functions: the judged report as JSON, beside the run in which both were sent to. */
export const comparisons = `
CREATE TABLE run_comparisons (
  run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  report TEXT NOT NULL
) STRICT;
`;
