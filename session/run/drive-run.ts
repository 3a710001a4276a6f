import { defined } from '../../core/base/defined.js';
import type { WorkerFacts } from '../../core/fleet/worker-facts.js';
import type { RoutingEvidence } from '../../core/judge/versions/routing.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import type { RunDetails } from '../../results/document/run-details.js';
import { heldDetails } from '../../results/store/details-in.js';
import type { EndStatus, RunWriter } from '../../results/store/run-writer.js';
import { gatherFor, onFleet } from '../fleet/run-on-fleet.js';
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
  /** Of a fleet: who sent. */
  workers?: readonly WorkerFacts[];
  /** Its seconds, where the database does not have them all. */
  unstored?: RunDetails;
}

/**
 * The second phase of a run: sends what was prepared and stores it second by second. Resolves however
 * the sending ended. Throws `RepriseError` when no lane can be opened or the run cannot be stored.
 */
export async function driveRun(prepared: PreparedRun, options: RunOptions): Promise<DrivenRun> {
  const { store, scenario, plan, settings, meta } = prepared;
  const { fleet } = options;
  if (fleet) await gatherFor(fleet, options);
  const writer = store.start(meta);
  options.onStored?.(store.find(writer.id));
  const session = sessionOf(prepared, writer, options);
  const jobs = laneJobs(scenario, plan, settings, options);
  const elsewhere = fleet && onFleet(fleet, prepared, jobs, { runId: writer.id, options });
  const status = await session.drive(elsewhere?.jobs ?? jobs, elsewhere?.open);
  return driven(prepared, options, { writer, session, status, workers: fleet?.facts() });
}

/** A run of which a writer knows, as it is driven. */
export function sessionOf(
  { workloads, scenario, meta }: PreparedRun,
  writer: RunWriter,
  options: RunOptions,
): RunSession {
  return new RunSession(writer, workloads, scenario, options, meta.limits);
}

/** What is known as the last lane is gone. */
interface Sent {
  writer: RunWriter;
  session: RunSession;
  status: EndStatus;
  workers: readonly WorkerFacts[] | undefined;
}

/** What the sending has come to. */
export async function driven(
  prepared: PreparedRun,
  options: RunOptions,
  { writer, session, status, workers }: Sent,
): Promise<DrivenRun> {
  const { store, settings } = prepared;
  if (workers) writer.learn({ workers });
  // A budget that was spent ended the plan, and nobody cut that off.
  const endS = status === 'aborted' ? prepared.budgetEndS() : undefined;
  if (endS !== undefined) writer.drivenUntil(endS);
  for (const note of session.sets.notes()) options.onNote?.(note);
  const routing = await routingAfter(prepared.routing, settings);
  // What could not be stored has no seconds to be counted again by.
  const isStored = session.isStored();
  const books = writer.books(status, isStored ? store.check(writer.id) : []);
  const unstored = isStored
    ? undefined
    : heldDetails(store, { ...store.find(writer.id), status }, writer.pending);
  return {
    ...{ runId: writer.id, status, books, routing, session },
    ...defined({ workers, unstored }),
  };
}
