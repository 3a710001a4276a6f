import type { RunVerdict } from '../../core/judge/verdict.js';
import type { RunRecord } from '../document/run-meta.js';
import type { RunReport } from '../document/run-report.js';
import type { RunStore } from './run-store.js';

/** Which runs are meant; what is absent asks nothing. */
export interface RunFilter {
  name?: string;
  /** All of them. */
  tags?: Readonly<Record<string, string>>;
  verdict?: RunVerdict;
  /** Started at or after this time. */
  sinceMs?: number;
  /** Started before this time. */
  untilMs?: number;
}

/** The runs that a filter means, loaded, the latest first, as many as `limit`. */
export function findRuns(store: RunStore, filter: RunFilter, limit: number): RunReport[] {
  const found: RunReport[] = [];
  for (const run of store.all()) {
    if (found.length >= limit) break;
    if (!matches(run, filter)) continue;
    const report = store.load(run);
    if (filter.verdict === undefined || report.verdict === filter.verdict) found.push(report);
  }
  return found;
}

/** All of a filter but its verdict, which takes the run's numbers. */
export function matches({ meta, startedAtMs }: RunRecord, filter: RunFilter): boolean {
  const { name = meta.name, tags = {}, sinceMs = 0, untilMs = Number.POSITIVE_INFINITY } = filter;
  const isTagged = Object.entries(tags).every(([key, value]) => meta.tags?.[key] === value);
  return isTagged && meta.name === name && startedAtMs >= sinceMs && startedAtMs < untilMs;
}

/** What pruning leaves: the newest, and what is not yet old. What is absent keeps nothing. */
export interface PruneRule {
  keep?: number;
  olderThanMs?: number;
}

/** What pruning does. */
export interface Pruned {
  old: RunRecord[];
  /** Of what a rule removes, what stays: the baselines of runs that stay. */
  baselines: RunRecord[];
}

/**
 * Of runs, the latest first, those that a rule removes; one that is still running is never among them,
 * nor the baseline of one that stays among `all`: its report says what it was held against.
 */
export function runsToPrune(
  runs: readonly RunRecord[],
  rule: PruneRule,
  nowMs: number,
  all: readonly RunRecord[] = runs,
): Pruned {
  const meant = meantBy(runs, rule, nowMs);
  const going = new Set(meant.map(({ id }) => id));
  const needed = new Set(all.flatMap(({ id, meta }) => (going.has(id) ? [] : baselineOf(meta))));
  const stays = ({ id }: RunRecord): boolean => needed.has(id);
  return { old: meant.filter((run) => !stays(run)), baselines: meant.filter(stays) };
}

function baselineOf({ baseline }: RunRecord['meta']): string[] {
  return baseline ? [baseline.old] : [];
}

function meantBy(
  runs: readonly RunRecord[],
  { keep = 0, olderThanMs = 0 }: PruneRule,
  nowMs: number,
): RunRecord[] {
  return runs
    .slice(keep)
    .filter(
      ({ status, startedAtMs }) => status !== 'running' && startedAtMs <= nowMs - olderThanMs,
    );
}
