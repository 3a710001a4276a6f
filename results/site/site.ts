import { basename } from 'node:path';
import type { Database } from '../../core/database/open.js';
import { arrivalsOverTime } from '../../core/recording/store/arrivals.js';
import { sizeClasses } from '../../core/recording/store/size-classes.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import type { ReportDocument } from '../document/document.js';
import { runDocument } from '../document/run-document.js';
import type { RunReport } from '../document/run-report.js';
import { compareRuns } from '../store/compare-runs.js';
import { RunStore } from '../store/run-store.js';
import { indexDocument } from './index-document.js';
import { overDocument } from './over-document.js';
import { overlayDocument } from './overlay-document.js';
import { places } from './place.js';
import { mostBuckets, recordingDocument } from './recording-document.js';
import { mostTrendRuns, trendDocument } from './trend-document.js';

/** Bars of a sparkline. */
const sparkBars = 24;

/** What an overlay is held against; pages show the changes, and gate nothing. */
const tolerances = {
  ...{ maxSlowdown: 0.1, maxErrorIncrease: 0.001, alpha: 0.05, environmentSpread: 0.2, seed: 1 },
  metrics: ['latency', 'p50', 'p90', 'p99', 'errors'],
} as const;

/** The pages over a whole database: read as they are asked for, and nothing is ever written. */
export class Site {
  readonly #db: Database;
  readonly #store: RunStore;
  readonly #recordings: RecordingStore;
  readonly #limit: number;
  readonly #hasAnyPair: boolean;

  /**
   * `limit` is how many of the latest runs are listed. `hasAnyPair`: pages are made as they are asked for,
   * so that any run can be laid over any other; files would be as many as there are pairs.
   */
  constructor(db: Database, limit: number, { hasAnyPair = false } = {}) {
    this.#db = db;
    this.#store = new RunStore(db);
    this.#recordings = new RecordingStore(db);
    this.#limit = limit;
    this.#hasAnyPair = hasAnyPair;
  }

  /** The page of that name; undefined where there is none. */
  page(place: string): ReportDocument | undefined {
    if (place === places.index || place === '') return this.#index();
    const [, kind, rest = ''] =
      /^(run|trend|over|overlay|recording)-([\w-]+)\.html$/.exec(place) ?? [];
    if (kind === 'run') return this.#run(rest);
    if (kind === 'over') return this.#over(rest);
    if (kind === 'overlay') return this.#overlay(rest);
    if (kind === 'recording') return this.#recording(place);
    return kind === 'trend' ? this.#trend(place) : undefined;
  }

  /** Whether that is the page of a run that goes on. */
  isLive(place: string): boolean {
    const [, id = ''] = /^run-([\w-]+)\.html$/.exec(place) ?? [];
    return this.#known(id)?.run.status === 'running';
  }

  /** The names of all pages that others lead to. */
  places(): string[] {
    const runs = this.#listed();
    const pages = [places.index, ...runs.map(({ run }) => places.run(run.id))];
    for (const [name, of] of byName(runs)) {
      if (of.length < 2) continue;
      pages.push(places.trend(name));
      const trend = this.#of(name);
      for (const [at, { run }] of trend.entries()) {
        const before = trend[at - 1];
        if (before) pages.push(places.overlay(before.run.id, run.id));
      }
    }
    return [...pages, ...this.#recordings.list().map(({ name }) => places.recording(name))];
  }

  #listed(): RunReport[] {
    return this.#store.list(this.#limit).map((run) => this.#store.load(run));
  }

  #index(): ReportDocument {
    const runs = this.#listed();
    return indexDocument({
      ...{ database: basename(this.#db.name), runs, all: this.#store.ids().length },
      sparks: new Map(runs.map(({ run }) => [run.id, this.#spark(run.id)])),
      recordings: this.#recordings.list(),
    });
  }

  #run(id: string): ReportDocument | undefined {
    const run = this.#known(id);
    if (run === undefined) return undefined;
    const details = {
      intervals: () => this.#store.intervals(run.run),
      samples: () => this.#store.samples(run.run),
    };
    const document = runDocument(run, details);
    const { name } = run.run.meta;
    const trend = { text: `All runs of ${name}`, href: places.trend(name) };
    const isOneOfSeveral = this.#of(name, 2).length > 1;
    const over = { text: 'Lay over another run', href: places.over(id) };
    const nav = [
      { text: 'All runs', href: places.index },
      ...(isOneOfSeveral ? [trend] : []),
      ...(this.#hasAnyPair && this.#hasOther(id) ? [over] : []),
    ];
    return { ...document, nav };
  }

  #over(id: string): ReportDocument | undefined {
    const run = this.#known(id);
    if (run?.run.status !== 'finished' || !this.#hasAnyPair) return undefined;
    const others = this.#listed().filter(
      (other) => other.run.status === 'finished' && other.run.id !== id,
    );
    return overDocument(run, others);
  }

  /** Whether that run has ended, and another one too. */
  #hasOther(id: string): boolean {
    const finished = this.#store.list(this.#limit).filter(({ status }) => status === 'finished');
    return finished.length > 1 && finished.some((run) => run.id === id);
  }

  #trend(place: string): ReportDocument | undefined {
    const name = [...new Set(this.#listed().map(({ run }) => run.meta.name))].find(
      (each) => places.trend(each) === place,
    );
    return name === undefined ? undefined : trendDocument(name, this.#of(name));
  }

  #overlay(ids: string): ReportDocument | undefined {
    const [, first = '', second = ''] = /^(\d{8}-\d{6}-\w+)-(\d{8}-\d{6}-\w+)$/.exec(ids) ?? [];
    const [old, now] = [this.#known(first), this.#known(second)];
    if (!old || !now || first === second) return undefined;
    const side = (report: RunReport) => ({ report, intervals: this.#store.intervals(report.run) });
    return overlayDocument(compareRuns(old, now, tolerances), [side(old), side(now)]);
  }

  #recording(place: string): ReportDocument | undefined {
    const found = this.#recordings.list().find(({ name }) => places.recording(name) === place);
    if (found === undefined) return undefined;
    return recordingDocument({
      details: this.#recordings.describe(found.name),
      sizes: sizeClasses(this.#db, found.id),
      arrivals: arrivalsOverTime(this.#db, found, mostBuckets, 1e6),
    });
  }

  /** The finished runs of a name, the oldest first. */
  #of(name: string, limit = mostTrendRuns): RunReport[] {
    const found: RunReport[] = [];
    for (const run of this.#store.list(this.#limit)) {
      if (found.length >= limit) break;
      if (run.meta.name === name && run.status === 'finished') found.push(this.#store.load(run));
    }
    return found.reverse();
  }

  #known(id: string): RunReport | undefined {
    const run = this.#store.list(this.#limit).find((each) => each.id === id);
    return run && this.#store.load(run);
  }

  /** The most in flight over the run, in so many bars. */
  #spark(id: string): number[] {
    const seconds = this.#db
      .prepare<[string], number>(
        'SELECT max_in_flight FROM run_intervals WHERE run_id = ? ORDER BY second',
      )
      .pluck()
      .all(id);
    const bars = Math.min(sparkBars, seconds.length);
    return Array.from({ length: bars }, (_, bar) => {
      const [from, to] = [bar, bar + 1].map((edge) => Math.floor((edge * seconds.length) / bars));
      return Math.max(...seconds.slice(from, to));
    });
  }
}

function byName(runs: readonly RunReport[]): Map<string, RunReport[]> {
  const names = new Map<string, RunReport[]>();
  for (const report of runs) {
    const { name } = report.run.meta;
    names.set(name, [...(names.get(name) ?? []), report]);
  }
  return names;
}
