import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { defined } from '../../core/base/defined.js';
import type { ResolvedEndpoint } from '../../core/invoke/client.js';
import type { RoutingEvidence } from '../../core/judge/versions/routing.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import type { RunMeta } from '../../results/document/run-meta.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { plottedLimits } from '../limits/plotted-limits.js';
import type { ReadLimits } from '../limits/read-limits.js';
import type { RunOptions } from './run-options.js';

/** What is stored of a run before its first invocation. Holds no secret and no command line. */
export function runMeta(
  scenario: Scenario,
  plan: PlannedWorkload[],
  { url, region }: ResolvedEndpoint,
  { client = 'fast', threads = 'auto', tags, note, fleet }: RunOptions,
  read?: ReadLimits,
): RunMeta {
  const ofRun = { label: 'in-flight limit of the run', limit: scenario.limits.maxInFlight };
  return {
    name: scenario.name,
    scenario: scenario.source ?? '',
    plan,
    seed: scenario.seed,
    ...defined({ tags, note }),
    ...(scenario.paired && { paired: true }),
    expectations: scenario.expectations.map(({ text }) => text),
    concurrencyLimits: [...plottedLimits(read?.limits), ofRun],
    ...(read && { limits: read.limits }),
    ...(read && read.routing.length > 0 && { routing: read.routing }),
    endpoint: { url, region },
    versions: { reprise: packageVersion(), node: process.versions.node },
    environment: {
      platform: `${process.platform} ${process.arch}`,
      processors: availableParallelism(),
      client,
      ...(fleet ? { workers: fleet.workers } : { threads }),
    },
  };
}

/** With the routing that expectations asked for, and that is read again after the run, first. */
export function withRouting(meta: RunMeta, asked: readonly RoutingEvidence[]): RunMeta {
  if (asked.length === 0) return meta;
  const others = (meta.routing ?? []).filter(({ functionName, qualifier }) =>
    asked.every((each) => each.functionName !== functionName || each.qualifier !== qualifier),
  );
  return { ...meta, routing: [...asked, ...others] };
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
