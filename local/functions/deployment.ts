import { randomUUID } from 'node:crypto';
import { createRandom } from '../../core/base/random.js';
import { AsyncFaultDraws } from '../async/async-faults.js';
import { Destinations } from '../async/destinations.js';
import { EventLedger } from '../async/ledger.js';
import type { LocalClock } from '../clock.js';
import { sandboxFactory } from '../code/sandbox-factory.js';
import type { AsyncConfig, FunctionCode, LocalFunction, LocalLambdaConfig } from '../config.js';
import { type AccountConcurrency, FunctionConcurrency } from '../limits/concurrency.js';
import { type LogStore, logGroupOf } from '../logs/log-store.js';
import { FunctionMetrics } from '../metrics/function-metrics.js';
import type { MetricStore } from '../metrics/metric-store.js';
import type { AccessKey } from '../signature/credentials.js';
import type { Queues } from '../sqs/queues.js';
import { DurableExecutions } from './durable.js';
import { EnvironmentPool, type PoolIdentity } from './environments.js';
import { Provisioning } from './provisioning.js';
import {
  type AliasEntry,
  type FunctionEntry,
  highestVersion,
  type Registry,
  type VersionEntry,
} from './registry.js';

/** Long enough to be warm between two load stages; the service keeps its own time to itself. */
const defaultIdleTimeoutS = 300;

/** Where an alias is to point; shares as `AliasEntry` has them. */
export interface AliasSettings {
  version: string;
  weights: readonly { version: string; share: number }[];
  description: string;
}

/** What every function of one local Lambda is made with. */
export interface DeploymentParts {
  config: LocalLambdaConfig;
  clock: LocalClock;
  account: AccountConcurrency;
  credentials: AccessKey;
  registry: Registry;
  queues: Queues;
  logs: LogStore;
  metrics: MetricStore;
}

/** Makes functions, versions, aliases and provisioned environments, at the start and while it serves. */
export class Deployment {
  readonly account: AccountConcurrency;
  readonly clock: LocalClock;
  readonly registry: Registry;
  readonly queues: Queues;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  readonly destinations: Destinations;
  readonly ledger = new EventLedger();
  readonly #config: LocalLambdaConfig;
  readonly #credentials: AccessKey;
  readonly #provisioning: Provisioning;
  /** Pools of what was taken away, which may still run something. */
  readonly #retired = new Set<EnvironmentPool>();

  constructor(parts: DeploymentParts) {
    const { config, clock, account, credentials, registry, queues, logs, metrics } = parts;
    this.account = account;
    this.clock = clock;
    this.registry = registry;
    this.queues = queues;
    this.logs = logs;
    this.metrics = metrics;
    this.destinations = new Destinations(queues);
    this.#config = config;
    this.#credentials = credentials;
    this.#provisioning = new Provisioning({
      clock,
      createPool: (entry, { version, code }) =>
        this.#createPool(entry, version, code, 'provisioned-concurrency'),
      retire: (pool) => this.#retire(pool),
    });
  }

  /** Adds a function with all that its settings name, and starts its provisioned environments. */
  createFunction(name: string, settings: LocalFunction): void {
    const { timeoutS, memoryMb, logFormat = 'Text' } = settings;
    const { deadLetter, faults } = settings.asynchronous ?? {};
    const concurrency = new FunctionConcurrency(this.account);
    if (settings.reserved !== undefined) concurrency.reserve(settings.reserved);
    const arn = this.registry.arnOf(name);
    const entry: FunctionEntry = {
      name,
      arn,
      timeoutS,
      memoryMb,
      logFormat,
      delayScale: settings.asynchronous?.delayScale ?? 1,
      deadLetterArn: deadLetter && this.destinations.arnOf(deadLetter),
      asyncFaults: faults && new AsyncFaultDraws(faults, this.#config.seed, name),
      log: this.logs.isOpen
        ? (stream, message) => this.logs.append(logGroupOf(name), stream, message)
        : undefined,
      metrics: new FunctionMetrics(this.metrics, this.clock, name, arn),
      eventInvokeConfigs: new Map(),
      concurrency,
      versions: new Map(),
      aliases: new Map(),
      provisioned: new Map(),
      recursiveLoop: 'Terminate',
      tenantIsolation: settings.tenantIsolation === true,
      durable: settings.durable && new DurableExecutions(settings.durable, this.clock),
      lastVersion: 0,
    };
    for (const [version, code] of Object.entries(withLatest(settings.versions))) {
      this.#addVersion(entry, version, code, '');
    }
    for (const [alias, { version, weights }] of Object.entries(settings.aliases)) {
      const shares = Object.entries(weights).map(([other, share]) => ({ version: other, share }));
      this.setAlias(entry, alias, { version, weights: shares, description: '' });
    }
    this.#configureEvents(entry, settings.asynchronous ?? {});
    for (const [qualifier, count] of Object.entries(settings.provisioned ?? {})) {
      this.provision(entry, qualifier, count);
    }
    this.registry.add(entry);
  }

  /** Makes a version of what `$LATEST` is, with the next number; that is a change of `$LATEST` too. */
  publish(entry: FunctionEntry, latest: VersionEntry, description: string): VersionEntry {
    latest.revisionId = randomUUID();
    return this.#addVersion(entry, String(entry.lastVersion + 1), latest.code, description);
  }

  /** Takes a version away; what it runs, it finishes. */
  deleteVersion(entry: FunctionEntry, version: string): void {
    this.unprovision(entry, version);
    entry.eventInvokeConfigs.delete(version);
    this.#retire(entry.versions.get(version)?.pool);
    entry.versions.delete(version);
  }

  /** Takes a function away with all that belongs to it. */
  deleteFunction(entry: FunctionEntry): void {
    this.registry.delete(entry.name);
    for (const qualifier of entry.provisioned.keys()) this.unprovision(entry, qualifier);
    for (const { pool } of entry.versions.values()) this.#retire(pool);
    entry.concurrency.reserve(undefined);
  }

  /** Creates an alias or moves it; provisioned concurrency that it has moves with it. */
  setAlias(entry: FunctionEntry, name: string, settings: AliasSettings): AliasEntry {
    const previous = entry.aliases.get(name);
    const alias: AliasEntry = {
      name,
      ...settings,
      revisionId: randomUUID(),
      random: previous?.random ?? createRandom(this.#config.seed, `alias/${entry.name}/${name}`),
    };
    entry.aliases.set(name, alias);
    if (previous?.version !== settings.version) this.#provisioning.move(entry, name);
    return alias;
  }

  /** Takes an alias away, and its provisioned concurrency. */
  deleteAlias(entry: FunctionEntry, name: string): void {
    this.unprovision(entry, name);
    entry.eventInvokeConfigs.delete(name);
    entry.aliases.delete(name);
  }

  /** Starts the environments of a provisioned concurrency in place of any before. */
  provision(entry: FunctionEntry, qualifier: string, count: number): void {
    this.#provisioning.start(entry, qualifier, count);
  }

  /** Takes provisioned concurrency away; what runs in it, runs on. */
  unprovision(entry: FunctionEntry, qualifier: string): void {
    this.#provisioning.end(entry, qualifier);
  }

  /** Ends every environment there is, and lets records arrive. */
  async close(): Promise<void> {
    const entries = [...this.registry.all()].flatMap((entry) => [...entry.versions.values()]);
    const pools = entries.flatMap(({ pool, provisioned }) => [pool, ...provisioned.values()]);
    await Promise.all([...pools, ...this.#retired].map((pool) => pool.close()));
    this.queues.close();
    await this.destinations.settled();
  }

  #configureEvents(entry: FunctionEntry, settings: AsyncConfig): void {
    const { delayScale, deadLetter, faults, onSuccess, onFailure, ...limits } = settings;
    const named = {
      ...limits,
      ...(onSuccess && { onSuccess: this.destinations.arnOf(onSuccess) }),
      ...(onFailure && { onFailure: this.destinations.arnOf(onFailure) }),
    };
    if (Object.keys(named).length === 0) return;
    const config = { ...named, modifiedMs: this.clock.epochMs() };
    for (const qualifier of [...entry.versions.keys(), ...entry.aliases.keys()]) {
      entry.eventInvokeConfigs.set(qualifier, config);
    }
  }

  #retire(pool: EnvironmentPool | undefined): void {
    if (pool === undefined) return;
    pool.retire();
    for (const each of this.#retired) if (each.size === 0) this.#retired.delete(each);
    if (pool.size > 0) this.#retired.add(pool);
  }

  #addVersion(
    entry: FunctionEntry,
    version: string,
    code: FunctionCode,
    description: string,
  ): VersionEntry {
    const added: VersionEntry = {
      version,
      code,
      description,
      revisionId: randomUUID(),
      modifiedMs: this.clock.epochMs(),
      pool: this.#createPool(entry, version, code, 'on-demand'),
      provisioned: new Map(),
    };
    entry.versions.set(version, added);
    if (version !== '$LATEST') entry.lastVersion = Math.max(entry.lastVersion, Number(version));
    return added;
  }

  #createPool(
    entry: FunctionEntry,
    version: string,
    code: FunctionCode,
    initializationType: PoolIdentity['initializationType'],
  ): EnvironmentPool {
    const { seed, region, accountId, idleTimeoutS = defaultIdleTimeoutS } = this.#config;
    const { environments } = this.#config;
    const identity: PoolIdentity = {
      functionName: entry.name,
      functionVersion: version,
      memoryMb: entry.memoryMb,
      timeoutS: entry.timeoutS,
      logFormat: entry.logFormat,
      region,
      accountId,
      logGroupName: logGroupOf(entry.name),
      initializationType,
    };
    const stream = `${entry.name}/${version}/${initializationType}`;
    const factory = sandboxFactory(code, seed, stream, this.clock, this.#credentials);
    const isProvisioned = initializationType === 'provisioned-concurrency';
    const idleMs = isProvisioned ? Number.POSITIVE_INFINITY : idleTimeoutS * 1000;
    const unlikeness = environments && {
      ...environments,
      random: createRandom(seed, `speed/${stream}`),
    };
    return new EnvironmentPool(identity, factory, this.clock, idleMs, unlikeness);
  }
}

function withLatest(versions: Record<string, FunctionCode>): Record<string, FunctionCode> {
  const newest = versions[highestVersion(Object.keys(versions)) ?? '$LATEST'];
  return newest === undefined ? versions : { $LATEST: newest, ...versions };
}
