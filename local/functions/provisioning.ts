import { randomUUID } from 'node:crypto';
import type { LocalClock } from '../clock.js';
import type { EnvironmentPool, HeldInit } from './environments.js';
import type { FunctionEntry, ProvisionedEntry, VersionEntry } from './registry.js';

/** What provisioned environments are made with. */
export interface ProvisioningParts {
  clock: LocalClock;
  createPool(entry: FunctionEntry, version: VersionEntry): EnvironmentPool;
  /** Takes a pool that gets no more invocations; what runs in it, runs on. */
  retire(pool: EnvironmentPool | undefined): void;
}

/**
 * How long the init of a provisioned environment may take: 130 s, or the timeout if that is longer
 * (AWS Lambda guide, "Lambda execution environment lifecycle").
 */
const initLimitS = 130;

/** Starts, moves and ends the environments of provisioned concurrency. */
export class Provisioning {
  readonly #parts: ProvisioningParts;

  constructor(parts: ProvisioningParts) {
    this.#parts = parts;
  }

  /**
   * Starts environments in place of any before; each serves as soon as its init is done, and until then
   * the invocations it would have had spill over.
   */
  start(entry: FunctionEntry, qualifier: string, count: number): void {
    this.end(entry, qualifier);
    this.#start(entry, qualifier, count, undefined);
  }

  /**
   * Starts them anew where an alias points now. Those of the version before go on to serve the alias until
   * all the new ones are there: the service routes all to the old version meanwhile (recorded 2023-03:
   * get_provisioned_config_after_alias_move; hashicorp/terraform-provider-aws#48116).
   */
  move(entry: FunctionEntry, qualifier: string): void {
    const before = entry.provisioned.get(qualifier);
    if (before === undefined) return;
    const { requested, allocated, version, previous } = before;
    const isServing = previous === undefined && allocated > 0;
    if (!isServing) this.end(entry, qualifier);
    this.#start(entry, qualifier, requested, isServing ? { version, allocated } : undefined);
  }

  /** Takes provisioned concurrency away; what runs in it, runs on. */
  end(entry: FunctionEntry, qualifier: string): void {
    const provisioned = entry.provisioned.get(qualifier);
    if (provisioned === undefined) return;
    entry.provisioned.delete(qualifier);
    entry.concurrency.provision(qualifier, 0, 0);
    const { version, previous } = provisioned;
    this.#retireAt(entry, qualifier, version);
    if (previous !== undefined) this.#retireAt(entry, qualifier, previous.version);
  }

  #start(
    entry: FunctionEntry,
    qualifier: string,
    count: number,
    previous: ProvisionedEntry['previous'],
  ): void {
    const version = entry.versions.get(entry.aliases.get(qualifier)?.version ?? qualifier);
    if (version === undefined) return;
    // Recorded 2023-03: the version's revision is another one after its alias is provisioned.
    version.revisionId = randomUUID();
    const pool = this.#parts.createPool(entry, version);
    const provisioned: ProvisionedEntry = {
      requested: count,
      allocated: 0,
      failed: 0,
      modifiedMs: this.#parts.clock.epochMs(),
      version: version.version,
      previous,
    };
    entry.provisioned.set(qualifier, provisioned);
    version.provisioned.set(qualifier, pool);
    if (previous === undefined) entry.concurrency.provision(qualifier, 0, count);
    const done = (): void => this.#started(entry, qualifier, provisioned);
    for (let i = 0; i < count; i++) startOne(entry, provisioned, pool, done);
  }

  /** One more environment is there, or has failed. */
  #started(entry: FunctionEntry, qualifier: string, provisioned: ProvisionedEntry): void {
    if (entry.provisioned.get(qualifier) !== provisioned) return;
    const { allocated, failed, requested, previous } = provisioned;
    if (previous !== undefined && allocated + failed < requested) return;
    entry.concurrency.provision(qualifier, allocated, requested);
    if (previous === undefined) return;
    provisioned.previous = undefined;
    this.#retireAt(entry, qualifier, previous.version);
  }

  #retireAt(entry: FunctionEntry, qualifier: string, versionName: string): void {
    const version = entry.versions.get(versionName);
    this.#parts.retire(version?.provisioned.get(qualifier));
    version?.provisioned.delete(qualifier);
  }
}

/** Starts one environment; one whose init fails is left out. */
function startOne(
  entry: FunctionEntry,
  provisioned: ProvisionedEntry,
  pool: EnvironmentPool,
  done: () => void,
): void {
  const environment = pool.create();
  const ended = (init: HeldInit): void => {
    if (init.kind === 'ready') {
      provisioned.allocated++;
      pool.release(environment);
    } else {
      provisioned.failed++;
      pool.discard(environment);
    }
    done();
  };
  const limitMs = Math.max(initLimitS, entry.timeoutS) * 1000;
  const log = (line: string): void => entry.log?.(environment.logStreamName, `${line}\n`);
  pool.initialize(environment, { requestId: '', limitMs, log, done: ended });
}
