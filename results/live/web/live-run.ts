import { evaluate } from '../../../core/judge/evaluate.js';
import { type Condition, parseExpectation } from '../../../core/judge/expectation.js';
import type { Verdict } from '../../../core/judge/verdict.js';
import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { type PlannedWorkload, RunBooks } from '../../../core/measure/run-books.js';
import type { KeptSample } from '../../../core/measure/sample-keeper.js';
import type { ReportDocument } from '../../document/document.js';
import { runDocumentOf } from '../../document/run-document.js';
import type { RunRecord } from '../../document/run-meta.js';
import { type RunReport, reportOf } from '../../document/run-report.js';
import { GrowingSteps } from '../../document/series/growing-steps.js';

/** Single failures kept, to name their payloads. */
const maxFailures = 1000;

/**
 * A run that goes on, as a page of what has ended so far: the page of `reprise report`, without a
 * verdict. Memory is bounded, however long the run: its totals, the steps of its plots, some failures.
 */
export class LiveRun {
  readonly #run: RunRecord;
  readonly #ledger = new Ledger();
  readonly #steps: GrowingSteps;
  readonly #failures: KeptSample[] = [];
  readonly #plannedS: number | undefined;
  /** The end of the last second. */
  #seenS = 0;

  /** `run` is as it was stored at its start. */
  constructor(run: RunRecord) {
    this.#run = run;
    this.#plannedS = plannedLength(run.meta.plan);
    this.#steps = new GrowingSteps(run.meta.plan, this.#plannedS);
  }

  /** Seconds come in order. */
  add(interval: Interval): void {
    this.#ledger.addData(interval.ledger);
    this.#seenS = interval.second + 1;
    this.#steps.add(interval);
    for (const sample of interval.samples) {
      const isFailure = sample.kind !== 'ok' && sample.kind !== 'throttled';
      if (isFailure && this.#failures.length < maxFailures) this.#failures.push(sample);
    }
  }

  /** The run as it stands. */
  page(): ReportDocument {
    const { steps, stepS } = this.#steps;
    const details = { intervals: () => [], samples: () => this.#failures };
    const page = runDocumentOf({ report: this.#report(), steps, stepS, details });
    const endS = this.#plannedS;
    return endS === undefined || !page.axis ? page : { ...page, axis: { ...page.axis, endS } };
  }

  #report(): RunReport {
    const { meta } = this.#run;
    const soFar = { extent: 'soFar', drivenUntilS: this.#seenS } as const;
    const books = new RunBooks(meta.plan, this.#ledger, 'running', soFar);
    return reportOf(this.#run, books, this.#verdicts(books));
  }

  /** What is judged over windows is not judged before the end: that takes every second again. */
  #verdicts(books: RunBooks): Verdict[] {
    const { expectations, routing = [] } = this.#run.meta;
    const conditions = expectations.map((text) => parseExpectation(text));
    const whole = conditions.filter((condition) => !isOverWindows(condition));
    const judged = evaluate(whole, books, { routing });
    return conditions.map((condition) => judged[whole.indexOf(condition)] ?? atTheEnd(condition));
  }
}

function isOverWindows(condition: Condition): boolean {
  return condition.kind === 'comparison' && condition.windowS !== undefined;
}

function atTheEnd({ text }: Condition): Verdict {
  return { text, verdict: 'inconclusive', observed: { kind: 'notYet' }, limit: 0, unit: 'count' };
}

/** Undefined where a stage ends by its count alone. */
function plannedLength(plan: readonly PlannedWorkload[]): number | undefined {
  const ends = plan.flatMap(({ stages }) =>
    stages.map(({ startS, durationS }) => startS + (durationS ?? Number.POSITIVE_INFINITY)),
  );
  const endS = Math.max(0, ...ends);
  return Number.isFinite(endS) && endS > 0 ? endS : undefined;
}
