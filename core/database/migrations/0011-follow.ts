/**
 * What became of asynchronous invocations: what is followed of a run (`follows`), and one small row for
 * each accepted event, by its request id, with all that is known of it (`core/follow/fact-codec.ts`).
 * `accepted_us` counts from `intended_us`.
 */
export const follow = `
CREATE TABLE follows (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE REFERENCES runs (id) ON DELETE CASCADE,
  settings TEXT NOT NULL,
  progress TEXT NOT NULL DEFAULT '{}',
  findings TEXT
) STRICT;

CREATE TABLE follow_events (
  follow INTEGER NOT NULL REFERENCES follows (id) ON DELETE CASCADE,
  request_id BLOB NOT NULL,
  workload INTEGER NOT NULL,
  intended_us INTEGER NOT NULL,
  accepted_us INTEGER NOT NULL,
  is_named INTEGER NOT NULL,
  facts BLOB NOT NULL,
  PRIMARY KEY (follow, request_id)
) STRICT, WITHOUT ROWID;
`;
