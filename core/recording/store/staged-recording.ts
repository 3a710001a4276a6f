import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database, Statement } from '../../database/open.js';
import type { RecordedEvent } from '../event.js';
import { RecordInsert } from './record-insert.js';

/** Who is writing recordings in this process; the token tells it from an earlier one of the same pid. */
export const writer = { host: hostname(), pid: process.pid, token: randomUUID() };

/** So many records are deleted in one transaction: others may write in between. */
const recordsPerDelete = 2000;

/** What has been appended so far. */
export interface StagedTotals {
  recordCount: number;
  payloadBytes: number;
  timedCount: number;
  firstCapturedAtUs: number | undefined;
  lastCapturedAtUs: number | undefined;
  /** Records came in the order of their capture times. */
  isInOrder: boolean;
}

/**
 * A recording without a name: records are appended in short transactions, so that a run in the same
 * file can commit its seconds meanwhile, and nobody sees any of it before it is published.
 */
export class StagedRecording {
  readonly id: number;
  readonly totals: StagedTotals = {
    recordCount: 0,
    payloadBytes: 0,
    timedCount: 0,
    firstCapturedAtUs: undefined,
    lastCapturedAtUs: undefined,
    isInOrder: true,
  };
  readonly #db: Database;
  readonly #insertRecord: RecordInsert;
  readonly #touch: Statement<[number, number]>;

  constructor(db: Database, nowMs: number) {
    this.#db = db;
    const { lastInsertRowid } = db
      .prepare(
        `INSERT INTO recordings (created_at_ms, written_at_ms, writer_host, writer_pid, writer_token)
         VALUES (@nowMs, @nowMs, @host, @pid, @token)`,
      )
      .run({ nowMs, ...writer });
    this.id = Number(lastInsertRowid);
    this.#insertRecord = new RecordInsert(db);
    this.#touch = db.prepare('UPDATE recordings SET written_at_ms = ? WHERE id = ?');
  }

  /** Appends all of `events` or, when it throws, none. */
  append(events: readonly RecordedEvent[]): void {
    const before = { ...this.totals };
    try {
      this.#db.transaction(() => {
        for (const event of events) this.#insert(event);
        this.#touch.run(Date.now(), this.id);
      })();
    } catch (error) {
      Object.assign(this.totals, before);
      throw error;
    }
  }

  #insert(event: RecordedEvent): void {
    const { payload, capturedAtUs } = event;
    this.#insertRecord.run(this.id, this.totals.recordCount, event);
    this.totals.recordCount += 1;
    this.totals.payloadBytes += payload.length;
    if (capturedAtUs !== undefined) this.#countTime(capturedAtUs);
  }

  #countTime(capturedAtUs: number): void {
    const { totals } = this;
    if (totals.lastCapturedAtUs !== undefined && capturedAtUs < totals.lastCapturedAtUs) {
      totals.isInOrder = false;
    }
    totals.timedCount += 1;
    totals.firstCapturedAtUs = Math.min(capturedAtUs, totals.firstCapturedAtUs ?? capturedAtUs);
    totals.lastCapturedAtUs = Math.max(capturedAtUs, totals.lastCapturedAtUs ?? capturedAtUs);
  }
}

/** Deletes a recording that nobody can see any more, in short transactions. */
export function discard(db: Database, recordingId: number): void {
  const range = `FROM records WHERE recording_id = @recordingId AND seq < @end`;
  const payloads = db.prepare(`DELETE FROM payloads WHERE id IN (SELECT payload_id ${range})`);
  const records = db.prepare(`DELETE ${range}`);
  const first = db
    .prepare<[number], number>(
      'SELECT seq FROM records WHERE recording_id = ? ORDER BY seq LIMIT 1',
    )
    .pluck();
  const deleteSome = db.transaction((seq: number) => {
    const parameters = { recordingId, end: seq + recordsPerDelete };
    payloads.run(parameters);
    records.run(parameters);
  });
  for (let seq = first.get(recordingId); seq !== undefined; seq = first.get(recordingId)) {
    deleteSome.immediate(seq);
  }
  db.prepare('DELETE FROM recordings WHERE id = ?').run(recordingId);
}

/** The same, when nothing depends on it: a full disk may refuse, and then a later import does it. */
export function discardIfPossible(db: Database, recordingId: number): void {
  try {
    discard(db, recordingId);
  } catch {}
}

interface UnnamedRow {
  id: number;
  writer_host: string | null;
  writer_pid: number | null;
  writer_token: string | null;
  written_at_ms: number;
}

/** Whether another machine is still at work cannot be asked; silence for a day is taken for a no. */
const otherHostSilenceMs = 86_400_000;

/** Deletes what killed processes left behind: unnamed recordings that nobody is writing any more. */
export function discardAbandoned(db: Database, nowMs: number): void {
  const unnamed = db
    .prepare<[], UnnamedRow>(
      `SELECT id, writer_host, writer_pid, writer_token, written_at_ms
       FROM recordings WHERE name IS NULL`,
    )
    .all();
  for (const row of unnamed) if (isAbandoned(row, nowMs)) discard(db, row.id);
}

function isAbandoned(row: UnnamedRow, nowMs: number): boolean {
  if (row.writer_host !== writer.host) return nowMs - row.written_at_ms > otherHostSilenceMs;
  if (row.writer_pid === writer.pid) return row.writer_token !== writer.token;
  return row.writer_pid === null || !isRunning(row.writer_pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
