import type { Database } from '../../core/database/open.js';
import type { BookFault } from '../../core/measure/run-books.js';

/** One count that two tables hold. */
interface Compared {
  of: string;
  total: number;
  seconds: number;
}

/**
 * Recounts a stored run: each total against the sum of the run's seconds, and, of a run that
 * finished, what came due against what ended and what the lanes themselves still held. Versions are
 * added up, since a second may name some that the totals count as `(other)`. Empty: all agree.
 */
export function checkBooks(db: Database, runId: string): BookFault[] {
  const compared = [...compare(db, runId, stageCounts), ...compare(db, runId, cellCounts)];
  const faults: BookFault[] = compared
    .filter(({ total, seconds }) => !isSame(total, seconds))
    .map(({ of, total, seconds }) => ({ what: 'seconds', of, expected: seconds, found: total }));
  const inFlight = inFlightFault(db, runId);
  return inFlight ? [...faults, inFlight] : faults;
}

/** Sums of whole numbers are exact; billed milliseconds may have fractions. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/** Two tables of the same columns, the key that their rows share, and what is added up. */
interface Counts {
  total: string;
  seconds: string;
  key: readonly string[];
  counts: readonly string[];
}

const stageCounts: Counts = {
  total: 'run_total_stages',
  seconds: 'run_interval_stages',
  key: ['workload', 'stage'],
  counts: ['due', 'sent'],
};

const cellCounts: Counts = {
  total: 'run_total_cells',
  seconds: 'run_interval_cells',
  key: ['workload', 'stage', 'kind', 'start'],
  counts: ['count', 'reports', 'billed_ms'],
};

function compare(db: Database, runId: string, { total, seconds, key, counts }: Counts): Compared[] {
  const keyText = key.map((column) => `'${column} ' || ${column}`).join(" || ', ' || ");
  const sums = counts.map((column) => `sum(${column}) AS ${column}`).join(', ');
  const sumsOf = (table: string) =>
    db
      .prepare<[string], Record<string, number | string>>(
        `SELECT ${keyText} AS place, ${sums} FROM ${table} WHERE run_id = ? GROUP BY ${key.join(', ')}`,
      )
      .all(runId);
  const bySeconds = new Map(sumsOf(seconds).map((row) => [row.place, row]));
  const byTotal = new Map(sumsOf(total).map((row) => [row.place, row]));
  return [...new Set([...byTotal.keys(), ...bySeconds.keys()])].flatMap((place) =>
    counts.map((column) => ({
      of: `${column} of ${place}`,
      total: Number(byTotal.get(place)?.[column] ?? 0),
      seconds: Number(bySeconds.get(place)?.[column] ?? 0),
    })),
  );
}

/** Everything that came due in a run that finished has ended, and the lanes held nothing more. */
function inFlightFault(db: Database, runId: string): BookFault | undefined {
  const row = db
    .prepare<{ id: string }, { held: number; due: number; ended: number }>(
      `SELECT (SELECT in_flight FROM run_intervals WHERE run_id = @id ORDER BY second DESC LIMIT 1) AS held,
              (SELECT coalesce(sum(due), 0) FROM run_total_stages WHERE run_id = @id) AS due,
              (SELECT coalesce(sum(count), 0) FROM run_total_cells WHERE run_id = @id) AS ended
       FROM runs WHERE id = @id AND status = 'finished'`,
    )
    .get({ id: runId });
  if (!row) return undefined;
  const found = row.due - row.ended;
  return found === 0 && (row.held ?? 0) === 0
    ? undefined
    : { what: 'inFlight', expected: row.held ?? 0, found };
}
