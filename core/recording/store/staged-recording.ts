import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../../database/open.js';
import type { RecordedEvent } from '../event.js';
import { RecordInsert } from './record-insert.js';
import { checkRoom, pageBytesOf } from './room.js';
import type { Spool, SpooledBatch } from './spool.js';

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
 * A recording without a name: its events wait in a spool beside the database until `settle`, so that
 * nobody sees any of it before it is published, a run in the same file can commit its seconds
 * meanwhile, and giving it up takes no room on the disk.
 */
export class StagedRecording {
  readonly totals: StagedTotals = {
    recordCount: 0,
    payloadBytes: 0,
    timedCount: 0,
    firstCapturedAtUs: undefined,
    lastCapturedAtUs: undefined,
    isInOrder: true,
  };
  readonly #db: Database;
  readonly #spool: Spool;
  #batches: SpooledBatch[] = [];
  #id: number | undefined;
  #movedCount = 0;
  #pageBytes = 0;

  constructor(db: Database, spool: Spool) {
    this.#db = db;
    this.#spool = spool;
  }

  /** The recording's row, once it is settled. */
  get id(): number {
    if (this.#id === undefined) throw new Error('A staged recording has an id once it is settled.');
    return this.#id;
  }

  /** Appends all of `events` or, when it throws, none. */
  append(events: readonly RecordedEvent[]): void {
    const totals = { ...this.totals };
    for (const event of events) count(event, totals);
    this.#batches.push(this.#spool.write(events));
    for (const { payload } of events) this.#pageBytes += pageBytesOf(payload.length);
    Object.assign(this.totals, totals);
  }

  /**
   * Moves the records into the database, still without a name, in short transactions. Nothing may be
   * appended after it. Throws `RepriseError`, before anything is moved, when the disk has no room.
   */
  settle(): void {
    if (this.#id !== undefined && this.#batches.length === 0) return;
    const spooledBytes = this.#batches.reduce((sum, batch) => sum + batch.byteCount, 0);
    const { payloadBytes, recordCount } = this.totals;
    const pageBytes = this.#pageBytes;
    checkRoom(this.#db, { spooledBytes, payloadBytes, pageBytes, recordCount });
    this.#id ??= insertUnnamed(this.#db, Date.now());
    const move = this.#mover(this.#id);
    for (let batch = this.#batches[0]; batch; batch = this.#batches[0]) {
      this.#movedCount += move(batch);
      this.#batches.shift();
      this.#spool.release(batch);
    }
  }

  /** Moves one batch, all of it or nothing, and gives how many records it had. */
  #mover(id: number): (batch: SpooledBatch) => number {
    const insertRecord = new RecordInsert(this.#db);
    const touch = this.#db.prepare('UPDATE recordings SET written_at_ms = ? WHERE id = ?');
    return this.#db.transaction((batch: SpooledBatch) => {
      const events = this.#spool.read(batch);
      for (const [i, event] of events.entries()) insertRecord.run(id, this.#movedCount + i, event);
      touch.run(Date.now(), id);
      return events.length;
    });
  }

  /** Gives everything up: what waits, which makes room, and then what has been settled, if that can be. */
  discard(): void {
    for (const batch of this.#batches.splice(0)) this.#spool.release(batch);
    if (this.#id !== undefined) discardIfPossible(this.#db, this.#id);
  }
}

function insertUnnamed(db: Database, nowMs: number): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO recordings (created_at_ms, written_at_ms, writer_host, writer_pid, writer_token)
       VALUES (@nowMs, @nowMs, @host, @pid, @token)`,
    )
    .run({ nowMs, ...writer });
  return Number(lastInsertRowid);
}

function count({ payload, capturedAtUs }: RecordedEvent, totals: StagedTotals): void {
  totals.recordCount += 1;
  totals.payloadBytes += payload.length;
  if (capturedAtUs === undefined) return;
  // The column takes nothing else, and would say so only when all has been read.
  if (!Number.isSafeInteger(capturedAtUs)) {
    throw new RangeError(`A capture time is ${capturedAtUs} microseconds.`);
  }
  if (totals.lastCapturedAtUs !== undefined && capturedAtUs < totals.lastCapturedAtUs) {
    totals.isInOrder = false;
  }
  totals.timedCount += 1;
  totals.firstCapturedAtUs = Math.min(capturedAtUs, totals.firstCapturedAtUs ?? capturedAtUs);
  totals.lastCapturedAtUs = Math.max(capturedAtUs, totals.lastCapturedAtUs ?? capturedAtUs);
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
