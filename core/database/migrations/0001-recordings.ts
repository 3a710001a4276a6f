/**
 * Recordings. A recording that is being written or taken out has no name: it shows up nowhere, and
 * `writer_*` say who is at it, so that what a killed process left behind can be told and cleared.
 *
 * Records and payloads are two tables so that counting, sorting and summing up read a few bytes for
 * each record, not its payload. `records.payload_id` is no foreign key: deleting a payload would have
 * to search all records for it; the recording store deletes the two together.
 */
export const recordings = `
CREATE TABLE recordings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  created_at_ms INTEGER NOT NULL,
  record_count INTEGER NOT NULL DEFAULT 0,
  payload_bytes INTEGER NOT NULL DEFAULT 0,
  timed_count INTEGER NOT NULL DEFAULT 0,
  first_captured_at_us INTEGER,
  last_captured_at_us INTEGER,
  writer_host TEXT,
  writer_pid INTEGER,
  writer_token TEXT,
  written_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE recording_sources (
  recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  source TEXT NOT NULL,
  imported_at_ms INTEGER NOT NULL,
  record_count INTEGER NOT NULL,
  skipped_count INTEGER NOT NULL,
  PRIMARY KEY (recording_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE payloads (
  id INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE records (
  recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  payload_id INTEGER NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  size_bytes INTEGER NOT NULL,
  captured_at_us INTEGER,
  function_name TEXT,
  qualifier TEXT,
  invocation_type TEXT,
  client_context TEXT,
  tags TEXT,
  outcome TEXT,
  PRIMARY KEY (recording_id, seq)
) STRICT, WITHOUT ROWID;
`;
