import type { Database } from '../../database/open.js';
import type { Recording } from '../recording.js';
import { type AppliedRedaction, addRedaction } from '../redaction/applied.js';
import { type StagedRecording, type StagedTotals, writer } from './staged-recording.js';

const columns = `payload_id, sha256, size_bytes, captured_at_us, function_name, qualifier,
  invocation_type, client_context, tags, outcome`;

/** A source that was imported, for the list that a recording keeps of them. */
export interface ImportedSource {
  source: string;
  importedAtMs: number;
  recordCount: number;
  skippedCount: number;
  /** What was redacted on the way in, or in the recordings that it was taken from; default: nothing. */
  redactions?: readonly AppliedRedaction[];
}

/**
 * Gives a staged recording its name, its records in the order of their capture times. Part of a
 * transaction of the caller's, in which the name is free.
 */
export function publishNew(
  db: Database,
  staged: StagedRecording,
  name: string,
  source: ImportedSource,
): void {
  if (!staged.totals.isInOrder) sortInPlace(db, staged.id);
  setTotals(db, staged.id, staged.totals);
  addSource(db, staged.id, source);
  db.prepare(
    'UPDATE recordings SET name = ?, writer_host = NULL, writer_pid = NULL, writer_token = NULL WHERE id = ?',
  ).run(name, staged.id);
}

/**
 * Moves the records of a staged recording to the end of another and puts all in the order of their
 * capture times. Part of a transaction of the caller's.
 */
export function publishAppended(
  db: Database,
  staged: StagedRecording,
  target: Recording,
  source: ImportedSource,
): void {
  db.prepare(
    `INSERT INTO records (recording_id, seq, ${columns})
     SELECT @target, seq + @offset, ${columns} FROM records WHERE recording_id = @staged`,
  ).run({ target: target.id, staged: staged.id, offset: target.recordCount });
  db.prepare('DELETE FROM records WHERE recording_id = ?').run(staged.id);
  db.prepare('DELETE FROM recordings WHERE id = ?').run(staged.id);
  const { totals } = staged;
  if (!totals.isInOrder || startsEarlier(totals, target)) sortInPlace(db, target.id);
  setTotals(db, target.id, addTotals(totals, target));
  addSource(db, target.id, source);
}

/** Takes the name away, so that nobody sees the recording any more; it is left to be discarded. */
export function unpublish(db: Database, recordingId: number): void {
  db.prepare(
    `UPDATE recordings SET name = NULL, writer_host = @host, writer_pid = @pid, writer_token = @token
     WHERE id = @recordingId`,
  ).run({ recordingId, ...writer });
}

/**
 * Numbers the records anew by capture time. One without a time stays behind its predecessor, and
 * equal times stay as they came. `island` counts the times so far, so that all records of one island
 * share the time that opened it; those before the first time come first (SQLite sorts NULL first).
 * The new numbers are negative at first, since no number may be there twice at any moment.
 */
function sortInPlace(db: Database, recordingId: number): void {
  db.prepare(
    `INSERT INTO records (recording_id, seq, ${columns})
     SELECT recording_id, -row_number() OVER (ORDER BY order_us, seq), ${columns}
     FROM (SELECT *, max(captured_at_us) OVER (PARTITION BY island) AS order_us
           FROM (SELECT *, count(captured_at_us) OVER (ORDER BY seq) AS island
                 FROM records WHERE recording_id = ?))`,
  ).run(recordingId);
  db.prepare('DELETE FROM records WHERE recording_id = ? AND seq >= 0').run(recordingId);
  db.prepare('UPDATE records SET seq = -seq - 1 WHERE recording_id = ?').run(recordingId);
}

function startsEarlier(totals: StagedTotals, target: Recording): boolean {
  const { firstCapturedAtUs } = totals;
  const { lastCapturedAtUs } = target;
  return (
    firstCapturedAtUs !== undefined &&
    lastCapturedAtUs !== undefined &&
    firstCapturedAtUs < lastCapturedAtUs
  );
}

type Totals = Omit<StagedTotals, 'isInOrder'>;

function addTotals(a: Totals, b: Recording): Totals {
  const firsts = [a.firstCapturedAtUs, b.firstCapturedAtUs].filter((us) => us !== undefined);
  const lasts = [a.lastCapturedAtUs, b.lastCapturedAtUs].filter((us) => us !== undefined);
  return {
    recordCount: a.recordCount + b.recordCount,
    payloadBytes: a.payloadBytes + b.payloadBytes,
    timedCount: a.timedCount + b.timedCount,
    firstCapturedAtUs: firsts.length > 0 ? Math.min(...firsts) : undefined,
    lastCapturedAtUs: lasts.length > 0 ? Math.max(...lasts) : undefined,
  };
}

function setTotals(db: Database, recordingId: number, totals: Totals): void {
  db.prepare(
    `UPDATE recordings SET record_count = ?, payload_bytes = ?, timed_count = ?,
       first_captured_at_us = ?, last_captured_at_us = ? WHERE id = ?`,
  ).run(
    totals.recordCount,
    totals.payloadBytes,
    totals.timedCount,
    totals.firstCapturedAtUs ?? null,
    totals.lastCapturedAtUs ?? null,
    recordingId,
  );
}

function addSource(
  db: Database,
  recordingId: number,
  { redactions = [], ...source }: ImportedSource,
): void {
  for (const redaction of redactions) addRedaction(db, recordingId, redaction);
  db.prepare(
    `INSERT INTO recording_sources (recording_id, position, source, imported_at_ms, record_count, skipped_count)
     SELECT @recordingId, count(*), @source, @importedAtMs, @recordCount, @skippedCount
     FROM recording_sources WHERE recording_id = @recordingId`,
  ).run({ recordingId, ...source });
}
