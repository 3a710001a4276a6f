import BetterSqlite from 'better-sqlite3';
import { expect } from 'vitest';
import type { JsonPart, JsonSummary } from '../../results/export/json-summary.js';
import { reprise } from '../cli.fixture.js';

/** What the database file itself says of a run; counted by this file's own statements. */
export interface Recount {
  id: string;
  status: string;
  /** Handed to the network. */
  sent: number;
  /** Ended in what only an endpoint's answer can say. */
  answered: number;
}

const answeredKinds = ['ok', 'functionError', 'throttled', 'rejected', 'serviceError'];

/**
 * Reads the file with SQL of its own and expects of every run in it: the totals are the sums of the
 * seconds, no number is negative, groups of failures add up, and a run that finished has as many
 * ended as planned. Gives the runs, the first first.
 */
export function recount(file: string): Recount[] {
  const db = new BetterSqlite(file, { readonly: true });
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    const runs = db.prepare('SELECT id, status, meta FROM runs ORDER BY rowid').all() as RunRow[];
    return runs.map((run) => recountRun(db, run));
  } finally {
    db.close();
  }
}

interface RunRow {
  id: string;
  status: string;
  meta: string;
}

function recountRun(db: BetterSqlite.Database, { id, status, meta }: RunRow): Recount {
  const rows = (sql: string) => db.prepare(sql).all({ id }) as Record<string, number>[];
  const stages = (table: string) =>
    rows(`SELECT workload, stage, sum(due) AS due, sum(sent) AS sent FROM ${table}
          WHERE run_id = @id GROUP BY workload, stage ORDER BY workload, stage`);
  const cells = (table: string) =>
    rows(`SELECT workload, stage, kind, sum(count) AS count, sum(reports) AS reports,
                 round(sum(billed_ms), 3) AS billed
          FROM ${table} WHERE run_id = @id GROUP BY workload, stage, kind
          ORDER BY workload, stage, kind`);
  expect(stages('run_total_stages')).toEqual(stages('run_interval_stages'));
  expect(cells('run_total_cells')).toEqual(cells('run_interval_cells'));
  for (const [table, columns] of Object.entries(counted)) {
    const least = columns.map((column) => `min(${column})`).join(', ');
    const [row = {}] = rows(`SELECT ${least} FROM ${table} WHERE run_id = @id`);
    for (const [column, value] of Object.entries(row)) {
      expect([table, column, (value ?? 0) < 0]).toEqual([table, column, false]);
    }
  }
  expectGroupsAddUp(db, id);
  if (status === 'finished') expectPlanKept(db, id, meta);
  const [{ sent = 0 } = {}] = rows(
    'SELECT sum(sent) AS sent FROM run_total_stages WHERE run_id = @id',
  );
  const answered = rows('SELECT kind, count FROM run_total_cells WHERE run_id = @id')
    .filter(({ kind }) => answeredKinds.includes(String(kind)))
    .reduce((sum, { count = 0 }) => sum + count, 0);
  return { id, status, sent: sent ?? 0, answered };
}

const counted = {
  run_intervals: ['second', 'in_flight', 'max_in_flight', 'late_p99_us', 'busy_share', 'gc_ms'],
  run_total_stages: ['due', 'sent', 'first_sent_us'],
  run_interval_stages: ['due', 'sent', 'first_sent_us'],
  run_total_cells: ['count', 'reports', 'billed_ms', 'max_memory_used_mb'],
  run_interval_cells: ['count', 'reports', 'billed_ms', 'max_memory_used_mb'],
};

/** Every failure that was answered or not is in one group of its cell. */
function expectGroupsAddUp(db: BetterSqlite.Database, id: string): void {
  const cells = db
    .prepare(
      `SELECT kind, count, details FROM run_total_cells
       WHERE run_id = ? AND kind NOT IN ('ok', 'dropped', 'aborted')`,
    )
    .all(id) as { kind: string; count: number; details: string }[];
  for (const { kind, count, details } of cells) {
    const groups = JSON.parse(details) as { count: number }[];
    expect([kind, groups.reduce((sum, group) => sum + group.count, 0)]).toEqual([kind, count]);
  }
}

function expectPlanKept(db: BetterSqlite.Database, id: string, meta: string): void {
  const { plan } = JSON.parse(meta) as { plan: { stages: { planned?: number }[] }[] };
  const one = (sql: string, workload: number, stage: number): number =>
    (db.prepare(sql).pluck().get(id, workload, stage) as number | null) ?? 0;
  const where = 'WHERE run_id = ? AND workload = ? AND stage = ?';
  for (const [workload, { stages }] of plan.entries()) {
    for (const [stage, { planned }] of stages.entries()) {
      const due = one(`SELECT sum(due) FROM run_total_stages ${where}`, workload, stage);
      const ended = one(`SELECT sum(count) FROM run_total_cells ${where}`, workload, stage);
      expect({ workload, stage, due, ended }).toEqual({
        ...{ workload, stage },
        due: planned ?? ended,
        ended: planned ?? due,
      });
    }
  }
}

/** Expects that the report of a run adds up, in whole and in every part of it. */
export async function expectReport(db: string, id = 'last'): Promise<JsonSummary> {
  const { code, stdout, stderr } = await reprise(['report', id, '--db', db, '--out', 'json=-']);
  expect([code, stderr.includes('defect')], stderr).toEqual([0, false]);
  const summary = JSON.parse(stdout) as JsonSummary;
  expectBooks(summary);
  return summary;
}

/** The same of a summary that was written. */
export function expectBooks(summary: JsonSummary): void {
  expect(summary.balanced).toBe(true);
  const parts: JsonPart[] = [summary, ...summary.stages, ...summary.workloads];
  for (const { planned, outcomes } of parts) {
    const counts = Object.values(outcomes);
    expect(counts.every((count) => count >= 0)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(planned);
  }
  const { cutOff } = summary;
  for (const count of Object.values(cutOff ?? {})) expect(count).toBeGreaterThanOrEqual(0);
}
