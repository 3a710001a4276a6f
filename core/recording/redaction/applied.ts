import type { Database } from '../../database/open.js';
import { type RedactionCounts, type RuleCount, ruleCount } from './redactor.js';
import { hashText } from './replacement.js';
import type { RedactionRules } from './rule.js';

/** What the rules of one import did, or of one proxy, as a recording keeps it. */
export interface AppliedRedaction extends RedactionCounts {
  appliedAtMs: number;
  /** The same for two that were hashed with the same key, which it does not tell. Absent: no hashes. */
  keyId?: string;
}

/** Put through the digest to tell keys apart; a text that nobody hashes. */
const keyIdText = 'reprise redaction key id';
const keyIdChars = 12;

/** The counts with what else is kept of them. */
export function appliedRedaction(
  given: RedactionRules,
  counts: RedactionCounts,
  appliedAtMs: number,
): AppliedRedaction {
  const { rules, hashKey } = given;
  const hashes = hashKey !== undefined && rules.some(({ action }) => action === 'hash');
  return {
    ...{ appliedAtMs, ...counts },
    ...(hashes && { keyId: hashText(keyIdText, hashKey).slice(0, keyIdChars) }),
  };
}

/** The counts of rules that have not been applied to anything yet. */
export function noCounts({ rules }: RedactionRules): RedactionCounts {
  return {
    rules: rules.map((rule) => ruleCount(rule, 0)),
    recordCount: 0,
    plainCount: 0,
    overrunCount: 0,
  };
}

/** The sum of two counts of the same rules. */
export function addCounts(a: RedactionCounts, b: RedactionCounts): RedactionCounts {
  return {
    rules: a.rules.map((rule, i) => ({ ...rule, count: rule.count + (b.rules[i]?.count ?? 0) })),
    recordCount: a.recordCount + b.recordCount,
    plainCount: a.plainCount + b.plainCount,
    overrunCount: a.overrunCount + b.overrunCount,
  };
}

/** Adds one to those of a recording. Part of a transaction of the caller's. */
export function addRedaction(
  db: Database,
  recordingId: number,
  { rules, keyId, ...counts }: AppliedRedaction,
): void {
  db.prepare(
    `INSERT INTO recording_redactions
     SELECT @recordingId, count(*), @appliedAtMs, @recordCount, @plainCount, @overrunCount, @keyId, @rules
     FROM recording_redactions WHERE recording_id = @recordingId`,
  ).run({ recordingId, ...counts, keyId: keyId ?? null, rules: JSON.stringify(rules) });
}

/** The position of the last one of a recording, for `updateRedaction`. */
export function lastRedaction(db: Database, recordingId: number): number {
  const last = db
    .prepare<[number], number | null>(
      'SELECT max(position) FROM recording_redactions WHERE recording_id = ?',
    )
    .pluck()
    .get(recordingId);
  return last ?? 0;
}

/** Sets the counts of one that goes on. Part of a transaction of the caller's. */
export function updateRedaction(
  db: Database,
  recordingId: number,
  position: number,
  { recordCount, plainCount, overrunCount, rules }: RedactionCounts,
): void {
  db.prepare(
    `UPDATE recording_redactions SET record_count = ?, plain_count = ?, overrun_count = ?, rules = ?
     WHERE recording_id = ? AND position = ?`,
  ).run(recordCount, plainCount, overrunCount, JSON.stringify(rules), recordingId, position);
}

interface RedactionRow {
  applied_at_ms: number;
  record_count: number;
  plain_count: number;
  overrun_count: number;
  key_id: string | null;
  rules: string;
}

/** Those of a recording, in the order in which they were begun. */
export function redactionsOf(db: Database, recordingId: number): AppliedRedaction[] {
  return db
    .prepare<[number], RedactionRow>(
      'SELECT * FROM recording_redactions WHERE recording_id = ? ORDER BY position',
    )
    .all(recordingId)
    .map((row) => ({
      appliedAtMs: row.applied_at_ms,
      recordCount: row.record_count,
      plainCount: row.plain_count,
      overrunCount: row.overrun_count,
      ...(row.key_id !== null && { keyId: row.key_id }),
      rules: JSON.parse(row.rules) as RuleCount[],
    }));
}
