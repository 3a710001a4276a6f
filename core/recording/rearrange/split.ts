import { RepriseError } from '../../base/errors.js';
import { explainDatabaseError } from '../../database/database-error.js';
import type { Database } from '../../database/open.js';
import type { Recording } from '../recording.js';
import { redactionsOf } from '../redaction/applied.js';
import { selectSome } from '../selection/select-records.js';
import { type RecordSelection, selectsAll } from '../selection/selection.js';
import { Spool } from '../store/spool.js';
import type { StagedRecording } from '../store/staged-recording.js';
import { type PublishMode, RecordingStore, type StoredRecord } from '../store/store.js';
import { breathe } from './merge.js';
import { recordBatches } from './record-batches.js';
import { type PartOf, type SplitRule, splitterOf } from './split-rule.js';

/** More parts than this are a mistake rather than a wish. */
const maxParts = 1000;

export interface SplitOptions {
  /** The recording to split, which stays as it is. */
  name: string;
  rule: SplitRule;
  /** Default `refuse`. */
  mode?: PublishMode;
  /** What is taken of it; the rest is in no part. */
  where?: RecordSelection;
  /** Aborted: there are no parts, and the reason is thrown. */
  signal?: AbortSignal;
}

/** A part of what was split. */
export interface SplitPart {
  name: string;
  recordCount: number;
}

/**
 * Copies a recording into parts, named after it: `friday-checkout`, `friday-2026-11-20T10`,
 * `friday-1`, `friday-before`. Each part says what was redacted in the whole. All parts appear at once or none does. Throws `RepriseError` for a
 * recording that does not exist, a name that is taken, a rule that does not fit, more than 1,000 parts.
 */
export async function splitRecording(db: Database, options: SplitOptions): Promise<SplitPart[]> {
  const { name, where = {}, mode = 'refuse' } = options;
  const store = new RecordingStore(db);
  const recording = store.find(name);
  const parts = new Map<string, StagedRecording>();
  try {
    await stageParts(db, recording, options, parts);
    const redactions = redactionsOf(db, recording.id);
    const entries = [...parts].map(([part, staged]) => ({
      ...{ staged, name: `${name}-${part}`, mode },
      source: {
        source: `${selectsAll(where) ? '' : 'selected '}part ${part} of ${name}`,
        importedAtMs: Date.now(),
        recordCount: staged.totals.recordCount,
        skippedCount: 0,
        redactions,
      },
    }));
    store.publishAll(entries);
    return entries.map((entry) => ({ name: entry.name, recordCount: entry.source.recordCount }));
  } catch (error) {
    for (const staged of parts.values()) store.discard(staged);
    throw explainDatabaseError(error, db.name);
  }
}

async function stageParts(
  db: Database,
  recording: Recording,
  { rule, where = {}, mode = 'refuse', signal }: SplitOptions,
  parts: Map<string, StagedRecording>,
): Promise<void> {
  const store = new RecordingStore(db);
  const selected = selectsAll(where) ? undefined : selectSome(db, recording, where);
  const part = splitterOf(rule, recording, selected?.count ?? recording.recordCount);
  const spool = new Spool(db.name);
  const stagedFor = (key: string): StagedRecording => {
    const known = parts.get(key);
    if (known) return known;
    if (parts.size === maxParts) throw tooMany(recording.name);
    const name = `${recording.name}-${key}`;
    store.checkName(name, mode, name);
    const staged = store.stage(spool);
    parts.set(key, staged);
    return staged;
  };
  for (const batch of recordBatches(db, recording, selected)) {
    for (const [key, records] of grouped(batch, part)) stagedFor(key).append(records);
    await breathe(signal);
  }
}

function grouped(batch: readonly StoredRecord[], part: PartOf): Map<string, StoredRecord[]> {
  const groups = new Map<string, StoredRecord[]>();
  for (const record of batch) {
    const key = part(record);
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return groups;
}

function tooMany(name: string): RepriseError {
  return new RepriseError(`${name} would fall into more than ${maxParts} parts.`, {
    hint: 'Split it by something with fewer values, or say --parts.',
  });
}
