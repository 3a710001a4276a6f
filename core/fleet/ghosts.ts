import { type Database, openDatabase } from '../database/open.js';
import { openPayloads } from '../lanes/payloads.js';
import { dueFrom } from '../schedule/late-start.js';
import { planArrivals } from '../schedule/plan.js';
import type { FleetLane } from './fleet-lane.js';
import { GhostLane } from './ghost-lane.js';

/** Makes what stands in for lost workers; opens the recordings, whose times a plan may follow, only then. */
export class Ghosts {
  readonly #open: Database[] = [];

  of({ job, ledger, late }: FleetLane): GhostLane {
    const database = openDatabase(job.databasePath, { readonly: true });
    this.#open.push(database);
    const { captureTimes } = openPayloads(job.payloads, database);
    const arrivals = planArrivals(job.plan, captureTimes, job.shard);
    return new GhostLane(dueFrom(late?.fromUs ?? 0, arrivals), ledger);
  }

  close(): void {
    for (const database of this.#open) database.close();
    this.#open.length = 0;
  }
}
