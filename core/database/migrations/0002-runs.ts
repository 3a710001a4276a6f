/** A distribution: HdrHistogram V2 (compressed, base64) with what that encoding does not hold exactly. */
function histogramColumns(name: string): string {
  return `${name}_hdr TEXT, ${name}_sum_us REAL, ${name}_min_us INTEGER, ${name}_max_us INTEGER`;
}

const stageColumns = `
  workload INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  due INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  first_sent_us REAL,
  last_sent_us REAL,
  ${histogramColumns('lateness')}`;

const cellColumns = `
  workload INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  kind TEXT NOT NULL,
  start TEXT NOT NULL,
  version TEXT NOT NULL,
  count INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  billed_ms REAL NOT NULL,
  billed_mb_ms REAL NOT NULL,
  max_memory_used_mb REAL NOT NULL,
  memory_size_mb REAL NOT NULL,
  details TEXT NOT NULL,
  ${['response', 'service', 'duration', 'init'].map(histogramColumns).join(',\n  ')}`;

const ofRun = 'run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE';

/**
 * Runs: what was asked (`runs`), each second as it closed (`run_intervals` and the two tables of its
 * ledger), the sum of all seconds (`run_total_*`, from which a report is made without reading the
 * seconds), and single invocations (`run_samples`).
 */
export const runs = `
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'aborted')),
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  committed_at_ms INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  meta TEXT NOT NULL,
  verdicts TEXT
) STRICT;
CREATE INDEX runs_by_start ON runs (started_at_ms);

CREATE TABLE run_intervals (
  ${ofRun},
  second INTEGER NOT NULL,
  in_flight INTEGER NOT NULL,
  max_in_flight INTEGER NOT NULL,
  late_p99_us INTEGER NOT NULL,
  busy_share REAL NOT NULL,
  gc_ms REAL NOT NULL,
  PRIMARY KEY (run_id, second)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_interval_stages (
  ${ofRun},
  second INTEGER NOT NULL,${stageColumns},
  PRIMARY KEY (run_id, second, workload, stage)
) STRICT;

CREATE TABLE run_interval_cells (
  ${ofRun},
  second INTEGER NOT NULL,${cellColumns},
  PRIMARY KEY (run_id, second, workload, stage, kind, start, version)
) STRICT;

CREATE TABLE run_total_stages (
  ${ofRun},${stageColumns},
  PRIMARY KEY (run_id, workload, stage)
) STRICT;

CREATE TABLE run_total_cells (
  ${ofRun},${cellColumns},
  PRIMARY KEY (run_id, workload, stage, kind, start, version)
) STRICT;

CREATE TABLE run_samples (
  ${ofRun},
  slot TEXT NOT NULL,
  arrival_index INTEGER NOT NULL,
  workload INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  payload INTEGER NOT NULL,
  intended_us REAL NOT NULL,
  sent_us REAL NOT NULL,
  answered_us REAL NOT NULL,
  kind TEXT NOT NULL,
  type TEXT,
  message TEXT,
  status_code INTEGER,
  request_id TEXT,
  version TEXT,
  duration_ms REAL,
  init_duration_ms REAL,
  billed_duration_ms REAL,
  PRIMARY KEY (run_id, slot)
) STRICT, WITHOUT ROWID;
`;
