import type { Database } from '../../database/open.js';
import { RecordingStore } from '../store.js';

/** How many records are in which of two recordings. */
export interface DiffCounts {
  onlyA: number;
  onlyB: number;
  both: number;
}

/** A record that has no equal in the other recording. */
export interface UnmatchedRecord {
  /** Its place in its recording, from 0. */
  seq: number;
  /** Lower-case hex SHA-256 of the payload. */
  sha256: string;
  functionName?: string;
}

export interface RecordingDiff extends DiffCounts {
  isSame: boolean;
  /** By function, what differs most first; records without a function under ''. */
  functions: (DiffCounts & { functionName: string })[];
  /** The first of each, in order. */
  examplesA: UnmatchedRecord[];
  examplesB: UnmatchedRecord[];
}

const maxExamples = 5;

/**
 * A record matches one of the other recording with the same payload: of equal payloads the n-th
 * matches the n-th, so that one that is there twice here and once there is once in both and once here
 * only.
 */
const numbered = (recording: '@here' | '@there'): string =>
  `SELECT seq, sha256, function_name, row_number() OVER (PARTITION BY sha256 ORDER BY seq) AS nth
   FROM records WHERE recording_id = ${recording}`;

const matched = `WITH here AS (${numbered('@here')}), there AS MATERIALIZED (${numbered('@there')})
  SELECT here.seq AS seq, here.sha256 AS sha256, here.function_name AS function_name,
    there.nth IS NOT NULL AS is_matched
  FROM here LEFT JOIN there ON there.sha256 = here.sha256 AND there.nth = here.nth`;

interface Sides {
  here: number;
  there: number;
}

/**
 * Compares two recordings by their payloads, whatever their order and times. Nothing but hashes is
 * read. Throws `RepriseError` for a recording that does not exist.
 */
export function diffRecordings(db: Database, nameA: string, nameB: string): RecordingDiff {
  const store = new RecordingStore(db);
  const a = store.find(nameA).id;
  const b = store.find(nameB).id;
  const inA = countFunctions(db, { here: a, there: b });
  const inB = countFunctions(db, { here: b, there: a });
  const functions = combine(inA, inB);
  const sum = (key: keyof DiffCounts): number => functions.reduce((n, each) => n + each[key], 0);
  const onlyA = sum('onlyA');
  const onlyB = sum('onlyB');
  return {
    isSame: onlyA + onlyB === 0,
    ...{ onlyA, onlyB, both: sum('both'), functions },
    examplesA: examples(db, { here: a, there: b }),
    examplesB: examples(db, { here: b, there: a }),
  };
}

interface FunctionRow {
  name: string;
  matched: number;
  unmatched: number;
}

function countFunctions(db: Database, sides: Sides): FunctionRow[] {
  return db
    .prepare<[Sides], FunctionRow>(
      `SELECT coalesce(function_name, '') AS name, sum(is_matched) AS matched,
         sum(NOT is_matched) AS unmatched FROM (${matched}) GROUP BY 1`,
    )
    .all(sides);
}

/** What is in both is counted under the function that it has in A. */
function combine(
  inA: readonly FunctionRow[],
  inB: readonly FunctionRow[],
): RecordingDiff['functions'] {
  const names = [...new Set([...inA, ...inB].map(({ name }) => name))];
  const found = (rows: readonly FunctionRow[], name: string): FunctionRow =>
    rows.find((row) => row.name === name) ?? { name, matched: 0, unmatched: 0 };
  return names
    .map((functionName) => ({
      functionName,
      onlyA: found(inA, functionName).unmatched,
      onlyB: found(inB, functionName).unmatched,
      both: found(inA, functionName).matched,
    }))
    .sort(
      (x, y) => y.onlyA + y.onlyB - x.onlyA - x.onlyB || (x.functionName < y.functionName ? -1 : 1),
    );
}

function examples(db: Database, sides: Sides): UnmatchedRecord[] {
  return db
    .prepare<[Sides], { seq: number; sha256: Buffer; function_name: string | null }>(
      `SELECT * FROM (${matched}) WHERE NOT is_matched ORDER BY seq LIMIT ${maxExamples}`,
    )
    .all(sides)
    .map(({ seq, sha256, function_name: functionName }) => ({
      seq,
      sha256: sha256.toString('hex'),
      ...(functionName !== null && { functionName }),
    }));
}
