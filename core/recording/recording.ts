import { RepriseError } from '../base/errors.js';

/** A recording as it is listed: every number here is kept with it, none is counted when asked. */
export interface Recording {
  id: number;
  name: string;
  createdAtMs: number;
  recordCount: number;
  payloadBytes: number;
  /** Records that have a capture time. */
  timedCount: number;
  /** Microseconds since the Unix epoch; absent when no record has a capture time. */
  firstCapturedAtUs?: number;
  lastCapturedAtUs?: number;
}

/** A row of `recordings` that has a name. */
export interface RecordingRow {
  id: number;
  name: string;
  created_at_ms: number;
  record_count: number;
  payload_bytes: number;
  timed_count: number;
  first_captured_at_us: number | null;
  last_captured_at_us: number | null;
}

export function rowToRecording(row: RecordingRow): Recording {
  return {
    id: row.id,
    name: row.name,
    createdAtMs: row.created_at_ms,
    recordCount: row.record_count,
    payloadBytes: row.payload_bytes,
    timedCount: row.timed_count,
    ...(row.first_captured_at_us !== null && { firstCapturedAtUs: row.first_captured_at_us }),
    ...(row.last_captured_at_us !== null && { lastCapturedAtUs: row.last_captured_at_us }),
  };
}

/** Throws `RepriseError` for a name that could not be typed, shown or told from another. */
export function checkRecordingName(name: string): void {
  if (name !== '' && name.length <= 200 && name.trim() === name && !/\p{Cc}/u.test(name)) return;
  throw new RepriseError(`${JSON.stringify(name)} cannot name a recording.`, {
    hint: 'Give a name of 1 to 200 characters, without spaces around it or control characters: --as friday.',
  });
}
