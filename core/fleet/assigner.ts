import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import type { LaneJob } from '../lanes/lane-job.js';
import type { PayloadsSpec } from '../lanes/payloads-spec.js';
import type { BlobShelf } from './blobs.js';
import { writeBundle } from './bundle.js';
import { toText } from './plain-text.js';
import type { Assignment, BlobName, Hello } from './protocol.js';
import type { Spares } from './replacements.js';
import type { Roster } from './roster.js';

/** What it knows of its run. */
export interface AssignerSettings extends Pick<Assignment, 'run' | 'onLost' | 'threads'> {
  /** One for each lane, as this machine reads them. */
  jobs: readonly LaneJob[];
  /** The invocations go to an address that only this machine has. */
  isServedHere: boolean;
}

/** Gives out a run's lanes, and puts what they read where the workers fetch it. */
export class Assigner implements Spares {
  readonly #roster: Roster;
  readonly #shelf: BlobShelf;
  readonly #settings: AssignerSettings;
  readonly #called = new Set<string>();
  #bundle: { payloads: BlobName; specs: PayloadsSpec[] } | undefined;

  constructor(roster: Roster, shelf: BlobShelf, settings: AssignerSettings) {
    this.#roster = roster;
    this.#shelf = shelf;
    this.#settings = settings;
  }

  next(): Hello | undefined {
    return this.#roster
      .present()
      .find(
        ({ id, host }) =>
          !this.#called.has(id) && (!this.#settings.isServedHere || host === hostname()),
      );
  }

  assign({ id }: Hello, lane: number, epoch: number): void {
    const { jobs, run, onLost, threads } = this.#settings;
    this.#called.add(id);
    this.#bundle ??= this.#putBundle();
    const { payloads, specs } = this.#bundle;
    const text = toText({ ...jobs[lane], databasePath: '', payloads: specs });
    const job = this.#shelf.putBytes(Buffer.from(text));
    this.#roster.assign(id, {
      ...{ run, onLost, threads, lane, workers: jobs.length, epoch, job, payloads },
    });
  }

  release({ id }: Hello): void {
    this.#roster.forget(id);
  }

  /** The run is over: its workers are free again. */
  close(): void {
    this.#roster.release(this.#settings.run);
  }

  #putBundle(): { payloads: BlobName; specs: PayloadsSpec[] } {
    const folder = mkdtempSync(path.join(tmpdir(), 'reprise-bundle-'));
    try {
      const file = path.join(folder, 'bundle.db');
      const { payloads: specs } = writeBundle(this.#settings.jobs[0] as LaneJob, file);
      return { payloads: this.#shelf.putFile(file), specs };
    } finally {
      // Open files stay readable without their name.
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
