import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { ConcurrencyLimit, RunMeta } from '../../results/run-meta.js';
import type { Scenario } from '../../scenarios/scenario.js';
import type { ResolvedEndpoint } from '../invoke/lane.js';
import type { PlannedWorkload } from '../measure/run-books.js';
import type { RunOptions } from './run-options.js';

/** What is stored of a run before its first invocation. Holds no secret and no command line. */
export function runMeta(
  scenario: Scenario,
  plan: PlannedWorkload[],
  { url, region }: ResolvedEndpoint,
  { client = 'fast', threads = 'auto' }: RunOptions,
): RunMeta {
  return {
    name: scenario.name,
    scenario: scenario.source ?? '',
    plan,
    seed: scenario.seed,
    expectations: scenario.expectations.map(({ text }) => text),
    concurrencyLimits: concurrencyLimits(scenario),
    endpoint: { url, region },
    versions: { reprise: packageVersion(), node: process.versions.node },
    environment: {
      platform: `${process.platform} ${process.arch}`,
      processors: availableParallelism(),
      client,
      threads,
    },
  };
}

/** What the scenario says of them: of AWS's own nothing is known here. */
function concurrencyLimits({ limits, local, workloads }: Scenario): ConcurrencyLimit[] {
  const names = new Set(workloads.map(({ functionName }) => functionName));
  const reserved = Object.entries(local?.functions ?? {}).flatMap(([name, { reserved: limit }]) =>
    limit === undefined || !names.has(name) ? [] : [{ label: `reserved for ${name}`, limit }],
  );
  const account = local ? [{ label: 'account', limit: local.account.concurrency }] : [];
  return [
    ...reserved,
    ...account,
    { label: 'in-flight limit of the run', limit: limits.maxInFlight },
  ];
}

/** `0.1.0`, from the package's own file: two folders up from the source, three from the build. */
export function packageVersion(): string {
  const require = createRequire(import.meta.url);
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      return (require(path) as { version: string }).version;
    } catch {
      // Not there: the other place.
    }
  }
  return 'unknown';
}
