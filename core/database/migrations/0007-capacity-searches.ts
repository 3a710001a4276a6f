/** Capacity searches: the report as JSON, beside the run that was the last step. */
export const capacitySearches = `
CREATE TABLE capacity_searches (
  run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  report TEXT NOT NULL
) STRICT;
`;
