import type { Random } from '../../core/base/random.js';
import type { AsyncFaultDraws } from '../async/async-faults.js';
import type { FunctionCode, LogFormat } from '../config.js';
import { type Refusal, refuse } from '../http/exceptions.js';
import type { NamedFunction } from '../http/function-ref.js';
import type { FunctionConcurrency } from '../limits/concurrency.js';
import type { Called, FunctionMetrics } from '../metrics/function-metrics.js';
import type { DurableExecutions } from './durable.js';
import type { EnvironmentPool } from './environments.js';

/** One version of a function, `$LATEST` among them, and the environments that run it. */
export interface VersionEntry {
  readonly version: string;
  readonly code: FunctionCode;
  readonly pool: EnvironmentPool;
  /** By the version or alias that the concurrency was provisioned for. */
  readonly provisioned: Map<string, EnvironmentPool>;
  readonly description: string;
  /** Another one after every change that the service counts as one. */
  revisionId: string;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Where an alias points now. Replaced as a whole, never changed, when the alias is updated. */
export interface AliasEntry {
  readonly name: string;
  readonly version: string;
  readonly weights: readonly { version: string; share: number }[];
  /** Draws a version for each invocation. */
  readonly random: Random;
  readonly description: string;
  readonly revisionId: string;
}

/** The provisioned concurrency of one version or alias. */
export interface ProvisionedEntry {
  readonly requested: number;
  /** Environments whose init is done. */
  allocated: number;
  /** Environments whose init failed. */
  failed: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Where its environments are: what the alias pointed at when it was provisioned. */
  readonly version: string;
  /** Those of the version that the alias was moved from, which serve until the new ones are all there. */
  previous: { readonly version: string; readonly allocated: number } | undefined;
}

/** What is done with the events of one version or alias, or of the unqualified function (`$LATEST`). */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeInSeconds?: number;
  /** ARN; empty text is none. */
  readonly onSuccess?: string;
  /** ARN; empty text is none. */
  readonly onFailure?: string;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** One function. */
export interface FunctionEntry {
  readonly name: string;
  /** Unqualified. */
  readonly arn: string;
  timeoutS: number;
  memoryMb: number;
  readonly logFormat: LogFormat;
  /** Multiplies the times of its event queue. */
  readonly delayScale: number;
  readonly deadLetterArn: string | undefined;
  /** What goes wrong with its events; absent: nothing does. */
  readonly asyncFaults: AsyncFaultDraws | undefined;
  /** Takes a message of the log stream of that name; absent: no log is kept. */
  readonly log: ((streamName: string, message: string) => void) | undefined;
  readonly metrics: FunctionMetrics;
  /** By version or alias; `$LATEST` is the unqualified function too. */
  readonly eventInvokeConfigs: Map<string, EventInvokeConfig>;
  readonly concurrency: FunctionConcurrency;
  readonly versions: Map<string, VersionEntry>;
  readonly aliases: Map<string, AliasEntry>;
  /** By version or alias. */
  readonly provisioned: Map<string, ProvisionedEntry>;
  recursiveLoop: 'Allow' | 'Terminate';
  /** Its environments are of one tenant each, and every invocation names one. */
  readonly tenantIsolation: boolean;
  /** Present: a durable function, with the executions that it knows by name. */
  readonly durable: DurableExecutions | undefined;
  /** The highest number ever published: numbers are not used again. */
  lastVersion: number;
}

/** What one invocation runs, after its qualifier is resolved and its alias has drawn. */
export interface Target {
  kind: 'target';
  function: FunctionEntry;
  version: VersionEntry;
  /** With the qualifier that was used, an alias's name kept. */
  invokedArn: string;
  /** Version or alias whose provisioned concurrency serves it, if any does. */
  provisionedFor: string;
}

/** By what name an invocation called its function, and which version runs it. */
export function calledAs({ invokedArn, version: { version } }: Target): Called {
  return { invokedArn, version };
}

/** The functions of one account in one region. */
export class Registry {
  readonly #arnPrefix: string;
  readonly #functions = new Map<string, FunctionEntry>();

  constructor(region: string, accountId: string) {
    this.#arnPrefix = `arn:aws:lambda:${region}:${accountId}:function:`;
  }

  /** The unqualified ARN that a function of this name has or would have. */
  arnOf(name: string): string {
    return this.#arnPrefix + name;
  }

  /** What an ARN refers to; undefined when it is no function of this account and region. */
  refOf(arn: string): NamedFunction | undefined {
    if (!arn.startsWith(this.#arnPrefix)) return undefined;
    const [name = '', qualifier] = arn.slice(this.#arnPrefix.length).split(':', 2);
    return { kind: 'functionRef', name, qualifier };
  }

  add(entry: FunctionEntry): void {
    this.#functions.set(entry.name, entry);
  }

  delete(name: string): void {
    this.#functions.delete(name);
  }

  get(name: string): FunctionEntry | undefined {
    return this.#functions.get(name);
  }

  all(): Iterable<FunctionEntry> {
    return this.#functions.values();
  }

  /** Finds what a reference means for one invocation; a weighted alias draws anew each time. */
  resolve(ref: NamedFunction): Target | Refusal {
    const entry = this.#functions.get(ref.name);
    if (entry === undefined) return this.#notFound(ref);
    const { qualifier } = ref;
    if (qualifier === undefined) return this.#target(entry, '$LATEST', entry.arn, '$LATEST', ref);
    const invokedArn = `${entry.arn}:${qualifier}`;
    if (qualifier === '$LATEST.PUBLISHED') return this.#latestPublished(entry, invokedArn, ref);
    const alias = entry.aliases.get(qualifier);
    if (alias === undefined) return this.#target(entry, qualifier, invokedArn, qualifier, ref);
    const moved = entry.provisioned.get(qualifier)?.previous;
    const version = moved?.version ?? drawVersion(alias);
    return this.#target(entry, version, invokedArn, qualifier, ref);
  }

  #target(
    entry: FunctionEntry,
    versionName: string,
    invokedArn: string,
    qualifier: string,
    ref: NamedFunction,
  ): Target | Refusal {
    const version = entry.versions.get(versionName);
    if (version === undefined) return this.#notFound(ref);
    const provisionedFor = provisionedForOf(entry, versionName, qualifier);
    return { kind: 'target', function: entry, version, invokedArn, provisionedFor };
  }

  #latestPublished(entry: FunctionEntry, invokedArn: string, ref: NamedFunction): Target | Refusal {
    const newest = highestVersion(entry.versions.keys());
    if (newest !== undefined) return this.#target(entry, newest, invokedArn, newest, ref);
    return refuse(
      'NoPublishedVersionException',
      `No published version found for function: ${entry.arn}`,
    );
  }

  /** With `:$LATEST` where no qualifier was given, as the service does since 2025-11. */
  #notFound(ref: NamedFunction): Refusal {
    const arn = `${this.arnOf(ref.name)}:${ref.qualifier ?? '$LATEST'}`;
    return refuse('ResourceNotFoundException', `Function not found: ${arn}`);
  }
}

/**
 * What an alias routes elsewhere than to its version: its weights, or all to the version it was moved
 * from, as long as that one's provisioned environments serve it.
 */
export function routingOf(entry: FunctionEntry, alias: AliasEntry): AliasEntry['weights'] {
  const previous = entry.provisioned.get(alias.name)?.previous;
  return previous === undefined ? alias.weights : [{ version: previous.version, share: 1 }];
}

/** The highest published number, `$LATEST` aside. */
export function highestVersion(versions: Iterable<string>): string | undefined {
  let highest: string | undefined;
  for (const version of versions) {
    if (version === '$LATEST') continue;
    if (highest === undefined || Number(version) > Number(highest)) highest = version;
  }
  return highest;
}

/**
 * Whose provisioned environments serve a version: those of the qualifier that was used, or of another
 * that has some there. An alias's serve its version by its number too (recorded 2023-03:
 * provisioned_concurrency_moves_with_alias).
 */
function provisionedForOf(entry: FunctionEntry, version: string, qualifier: string): string {
  const { provisioned } = entry;
  if (provisioned.size === 0) return version;
  const isAt = ({ previous, version: at }: ProvisionedEntry): boolean =>
    (previous?.version ?? at) === version;
  const own = provisioned.get(qualifier);
  if (own !== undefined && isAt(own)) return qualifier;
  for (const [name, each] of provisioned) if (isAt(each)) return name;
  return version;
}

function drawVersion(alias: AliasEntry): string {
  if (alias.weights.length === 0) return alias.version;
  let draw = alias.random();
  for (const { version, share } of alias.weights) {
    if (draw < share) return version;
    draw -= share;
  }
  return alias.version;
}
