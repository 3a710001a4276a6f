import type { RoutingEvidence } from '../../core/judge/versions/routing.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import type { EndStatus } from '../../results/store/run-writer.js';
import { routingAfter } from './alias-routing.js';
import { laneJobs } from './lane-jobs.js';
import type { PreparedRun } from './prepare-run.js';
import type { RunOptions } from './run-options.js';
import { RunSession } from './run-session.js';

/** A run whose last answer has come: its seconds are stored, and nothing is judged yet. */
export interface DrivenRun {
  runId: string;
  status: EndStatus;
  books: RunBooks;
  /** The aliases that expectations ask about, read before and after. */
  routing: RoutingEvidence[];
  session: RunSession;
}

/**
 * The second phase of a run: sends what was prepared and stores it second by second. Resolves however
 * the sending ended. Throws `RepriseError` when no lane can be opened or the run cannot be stored.
 */
export async function driveRun(prepared: PreparedRun, options: RunOptions): Promise<DrivenRun> {
  const { store, scenario, workloads, plan, settings, meta } = prepared;
  const writer = store.start(meta);
  options.onStored?.(store.find(writer.id));
  const session = new RunSession(writer, workloads, scenario, options, meta.limits);
  const status = await session.drive(laneJobs(scenario, plan, settings, options));
  for (const note of session.sets.notes()) options.onNote?.(note);
  const routing = await routingAfter(prepared.routing, settings);
  return { runId: writer.id, status, books: writer.books(status), routing, session };
}
