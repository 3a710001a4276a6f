import type { Database } from '../../database/open.js';
import { RecordingStore } from '../store/store.js';

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

interface Sides {
  a: number;
  b: number;
}

/**
 * A record matches one of the other recording with the same payload: of equal payloads the n-th
 * matches the n-th, so that one that is there twice here and once there is once in both and once here
 * only. Grouping sorts, which SQLite does on disk where it is much; a join of the two would need an
 * index over one of them.
 */
const pairs = `SELECT sha256,
    max(CASE recording_id WHEN @a THEN seq END) AS seqA,
    max(CASE recording_id WHEN @b THEN seq END) AS seqB,
    max(CASE recording_id WHEN @a THEN function_name END) AS functionA,
    max(CASE recording_id WHEN @b THEN function_name END) AS functionB
  FROM (SELECT recording_id, seq, sha256, function_name,
          row_number() OVER (PARTITION BY recording_id, sha256 ORDER BY seq) AS nth
        FROM records WHERE recording_id IN (@a, @b))
  GROUP BY sha256, nth`;

/**
 * Compares two recordings by their payloads, whatever their order and times. Nothing but hashes is
 * read. Throws `RepriseError` for a recording that does not exist.
 */
export function diffRecordings(db: Database, nameA: string, nameB: string): RecordingDiff {
  const store = new RecordingStore(db);
  const sides = { a: store.find(nameA).id, b: store.find(nameB).id };
  const functions = countFunctions(db, sides);
  const sum = (key: keyof DiffCounts): number => functions.reduce((n, each) => n + each[key], 0);
  const onlyA = sum('onlyA');
  const onlyB = sum('onlyB');
  return {
    isSame: onlyA + onlyB === 0,
    ...{ onlyA, onlyB, both: sum('both'), functions },
    examplesA: onlyA === 0 ? [] : examples(db, sides, 'A'),
    examplesB: onlyB === 0 ? [] : examples(db, sides, 'B'),
  };
}

/** What is in both is counted under the function that it has in A. */
function countFunctions(db: Database, sides: Sides): RecordingDiff['functions'] {
  return db
    .prepare<[Sides], DiffCounts & { functionName: string }>(
      `SELECT coalesce(iif(seqA IS NULL, functionB, functionA), '') AS functionName,
         sum(seqB IS NULL) AS onlyA, sum(seqA IS NULL) AS onlyB,
         sum(seqA IS NOT NULL AND seqB IS NOT NULL) AS both
       FROM (${pairs}) GROUP BY 1 ORDER BY sum(seqA IS NULL OR seqB IS NULL) DESC, 1`,
    )
    .all(sides);
}

interface ExampleRow {
  seq: number;
  sha256: Buffer;
  functionName: string | null;
}

function examples(db: Database, sides: Sides, side: 'A' | 'B'): UnmatchedRecord[] {
  const other = side === 'A' ? 'B' : 'A';
  return db
    .prepare<[Sides], ExampleRow>(
      `SELECT seq${side} AS seq, sha256, function${side} AS functionName FROM (${pairs})
       WHERE seq${other} IS NULL ORDER BY 1 LIMIT ${maxExamples}`,
    )
    .all(sides)
    .map(({ seq, sha256, functionName }) => ({
      seq,
      sha256: sha256.toString('hex'),
      ...(functionName !== null && { functionName }),
    }));
}
