import { existsSync } from 'node:fs';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { withDatabase } from '../../core/database/with-database.js';
import type { Tolerances } from '../../core/judge/compare/comparison.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import type { ComparisonReport } from '../../results/document/comparison/comparison-report.js';
import type { RunRecord } from '../../results/document/run-meta.js';
import type { RunReport } from '../../results/document/run-report.js';
import { compareRuns } from '../../results/store/compare-runs.js';
import { matches } from '../../results/store/run-filter.js';
import { RunStore } from '../../results/store/run-store.js';

/** What a run is held against. */
export interface BaselineOptions {
  /**
   * `last-pass`: the latest run of the same name and load that passed. `KEY=VALUE`: the latest with that
   * tag. A run as `reprise report` takes it. A file that `reprise runs export` has written.
   */
  reference: string;
  tolerances: Tolerances;
}

/** A run to compare with, and what is accepted. */
export interface Baseline {
  report: RunReport;
  tolerances: Tolerances;
}

/** What a run that is about to begin must know to find its baseline. */
type Beginning = Pick<RunRecord['meta'], 'name' | 'plan'>;

/**
 * The run that is meant, read before anything is sent. Undefined for `last-pass` where no run has passed
 * yet: a pipeline has a first run too. Throws `RepriseError` where any other is not there.
 */
export function findBaseline(
  databasePath: string,
  { reference, tolerances }: BaselineOptions,
  now: Beginning,
): Promise<Baseline | undefined> {
  const isFile = namesFile(reference);
  if (isFile && !existsSync(reference)) {
    throw new RepriseError(`--baseline ${reference}: there is no such file.`, {
      hint: 'Write one with reprise runs export RUN --out FILE, or use --baseline last-pass.',
    });
  }
  return withDatabase(isFile ? reference : databasePath, { readonly: isFile }, (database) => {
    const store = new RunStore(database);
    const report = reportOfBaseline(store, isFile ? 'last' : reference, now);
    return report && { report, tolerances };
  });
}

/** By its look, so that one that is missing is said to be; one that is there may end in anything. */
function namesFile(reference: string): boolean {
  return /[/\\]|\.db$/.test(reference) || (/\.\w+$/.test(reference) && existsSync(reference));
}

function reportOfBaseline(
  store: RunStore,
  reference: string,
  now: Beginning,
): RunReport | undefined {
  if (reference !== 'last-pass') return store.load(ofSameName(store, reference, now.name));
  for (const run of store.all()) {
    if (!isComparable(run, now)) continue;
    const report = store.load(run);
    if (report.verdict === 'pass') return report;
  }
  return undefined;
}

/** Several scenarios may be run under one tag: of this one where it is among them. */
function ofSameName(store: RunStore, reference: string, name: string): RunRecord {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(reference) ?? [];
  if (key === undefined || value === undefined) return store.find(reference);
  for (const run of store.all()) if (matches(run, { name, tags: { [key]: value } })) return run;
  return store.find(reference);
}

/** Of the same name, and as much load over the same time: a step of a capacity search is another. */
function isComparable({ meta, status }: RunRecord, { name, plan }: Beginning): boolean {
  const isAlike = meta.name === name && loadOf(meta.plan) === loadOf(plan);
  return status === 'finished' && !meta.paired && isAlike;
}

function loadOf(plan: readonly PlannedWorkload[]): string {
  return JSON.stringify(
    plan.map(({ invocationType, stages }) => [
      invocationType,
      stages.map(({ durationS, peakHz, concurrency }) => ({
        peakHz,
        ...defined({ durationS, concurrency }),
      })),
    ]),
  );
}

/** What became of a run since its baseline, by the statistics of `reprise compare`. */
export function compareWithBaseline(
  { report, tolerances }: Baseline,
  now: RunReport,
): ComparisonReport {
  return compareRuns(report, now, tolerances);
}
