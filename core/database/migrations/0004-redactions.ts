/**
 * What was redacted on the way into a recording, one row for each import or proxy that did: the rules
 * with their counts as JSON, never what they found. `key_id` tells whether two were hashed with the same
 * key, without telling the key.
 */
export const redactions = `
CREATE TABLE recording_redactions (
  recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  applied_at_ms INTEGER NOT NULL,
  record_count INTEGER NOT NULL,
  plain_count INTEGER NOT NULL,
  overrun_count INTEGER NOT NULL,
  key_id TEXT,
  rules TEXT NOT NULL,
  PRIMARY KEY (recording_id, position)
) STRICT, WITHOUT ROWID;
`;
