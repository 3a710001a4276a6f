import { hash } from 'node:crypto';
import type { Database, Statement } from '../../database/open.js';
import type { RecordedEvent } from '../event.js';

type RecordParameters = [
  recordingId: number,
  seq: number,
  payloadId: number | bigint,
  sha256: Uint8Array,
  sizeBytes: number,
  capturedAtUs: number | null,
  functionName: string | null,
  qualifier: string | null,
  invocationType: string | null,
  clientContext: string | null,
  tags: string | null,
  outcome: string | null,
];

/**
 * Writes single records. Equal payloads are stored as often as they came: events carry request ids
 * and time stamps and are hardly ever equal, and an index over their hashes would turn appending into
 * random writes.
 */
export class RecordInsert {
  readonly #insertPayload: Statement<[Uint8Array]>;
  readonly #insertRecord: Statement<RecordParameters>;

  constructor(db: Database) {
    this.#insertPayload = db.prepare('INSERT INTO payloads (bytes) VALUES (?)');
    this.#insertRecord = db.prepare(
      `INSERT INTO records VALUES (${Array(12).fill('?').join(', ')})`,
    );
  }

  /** Part of a transaction of the caller's. Gives the id of the payload, which is this record's alone. */
  run(recordingId: number, seq: number, event: RecordedEvent): number {
    const { payload, tags, outcome } = event;
    const payloadId = Number(this.#insertPayload.run(payload).lastInsertRowid);
    this.#insertRecord.run(
      recordingId,
      seq,
      payloadId,
      hash('sha256', payload, 'buffer'),
      payload.length,
      event.capturedAtUs ?? null,
      event.functionName ?? null,
      event.qualifier ?? null,
      event.invocationType ?? null,
      event.clientContext ?? null,
      tags ? JSON.stringify(tags) : null,
      outcome ? JSON.stringify(outcome) : null,
    );
    return payloadId;
  }
}
